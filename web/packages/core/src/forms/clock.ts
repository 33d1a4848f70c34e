// Times of day and lengths of time in whole minutes, as core/forms/kinds/clock.py of the server has them.
import { numberOf, numberText } from "../rules/index.ts";
import { decimalsOf, roundTo } from "../rules/numbers.ts";
import type { Json } from "../values.ts";
import { unspaced } from "./blanks.ts";
import type { FieldDefinition, FieldKindSpec } from "./definition.ts";
import { reject } from "./spec.ts";

const DAY = 1_440;
const MOST_MINUTES = 6_000_000;
const LONGEST = 40;
const FINE = 10_000;
const NUMBER = /^\d{1,9}$/;
const CLOCK = /^(凌晨|早上|上午|中午|下午|晚上)?(\d{1,2})(?:[:点时](?:(\d{1,2})分?|(半))?(?::\d{2})?)?(am|pm)?$/;
const AFTERNOON = new Set(["下午", "晚上", "pm"]);
const HALF = /^半个?小时$/;
const SPAN =
  /^(?:(\d{1,5})(?:\.(\d{1,4}))?(?:(个半)小时|(?:h|hr|hrs|hours?|个?小时)(半)?))?(?:(\d{1,6})(?:m|min|mins|minutes?|分|分钟))?$/;
const COLON = /^(\d{1,5}):([0-5]\d)(?::00)?$/;

/** What was sent as narrow text without blanks; null for empty. */
function plain(value: Json, code: string): string | null {
  if ((typeof value !== "string" && typeof value !== "number") || String(value).length > LONGEST) reject(code);
  return unspaced(String(value).normalize("NFKC")).toLowerCase() || null;
}

/** Minutes since midnight of `09:30`, `9点半`, `下午3点20`, `3:20pm`; a bare number is such minutes already. */
function minuteOf(text: string): number {
  const minute = NUMBER.test(text) ? Number(text) : spoken(text);
  return minute >= 0 && minute < DAY ? minute : reject("form.not_time");
}

function spoken(text: string): number {
  const found = CLOCK.exec(text);
  if (!found || (found[1] && found[5])) reject("form.not_time");
  const [, before, hours, minutes, half, behind] = found;
  const minute = half ? 30 : Number(minutes ?? 0);
  let hour = Number(hours);
  if (hour > 23 || minute > 59 || (behind && (hour < 1 || hour > 12))) reject("form.not_time");
  const part = before ?? behind ?? "";
  if (AFTERNOON.has(part) && hour < 12) hour += 12;
  else if ((part === "am" || part === "凌晨") && hour === 12) hour = 0;
  return hour * 60 + minute;
}

/** `09:30`. */
export function clockText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

/** How many minutes `1.5h`, `90分钟`, `1小时30分`, `1:30`, `半小时` are; a bare number is minutes already. */
function minutesOf(text: string): number {
  if (NUMBER.test(text)) return Number(text);
  if (HALF.test(text)) return 30;
  const colon = COLON.exec(text);
  if (colon) return Number(colon[1]) * 60 + Number(colon[2]);
  const found = SPAN.exec(text);
  if (!found) reject("form.not_duration");
  const [, hours, parts, andHalf, half, minutes] = found;
  if ((andHalf && parts) || (half && (parts || minutes))) reject("form.not_duration");
  const fine = (Number(hours ?? 0) * FINE + Number((parts ?? "").padEnd(4, "0"))) * 60;
  if (fine % FINE) reject("form.duration_too_fine");
  return fine / FINE + (andHalf || half ? 30 : 0) + Number(minutes ?? 0);
}

const MINUTES = { ruleType: "number" } as const;

/** A time of the clock; with `min` behind `max` the span reaches over midnight, as a night shift does. */
export const TIME_OF_DAY: FieldKindSpec = {
  ...MINUTES,
  name: "time",
  defaults: { min: null, max: null, step: 1 },
  clean: (value, field) => {
    const text = plain(value, "form.not_time");
    return text === null ? null : insideClock(minuteOf(text), field);
  },
  fit: (result, field) => {
    const found = numberOf(result) ?? reject("form.not_time");
    if (found < 0n || found >= whole(DAY)) reject("form.not_time");
    return insideClock(Number(numberText(roundTo(found, 0))) % DAY, field);
  },
  tell: (value) => {
    const found = numberOf(value);
    return found === null || found < 0n || found >= whole(DAY) ? null : clockText(truncated(found));
  },
};

const whole = (count: number): bigint => numberOf(count) ?? 0n;
const truncated = (found: bigint): number => Math.floor(Number(numberText(found)));

function clockSetting(value: Json | undefined, otherwise: string): string {
  const text = typeof value === "string" ? plain(value, "form.not_time") : null;
  return text ? clockText(minuteOf(text)) : otherwise;
}

function insideClock(minute: number, { settings }: FieldDefinition): string {
  const [low, high] = [clockSetting(settings.min, "00:00"), clockSetting(settings.max, "23:59")];
  const text = clockText(minute);
  const inside = low <= high ? low <= text && text <= high : text >= low || text <= high;
  if (!inside) reject("form.time_outside", { min: low, max: high });
  if (minute % Number(settings.step)) reject("form.time_step", { step: settings.step });
  return String(minute);
}

/** A length of time: written as people say it, kept in minutes. */
export const DURATION: FieldKindSpec = {
  ...MINUTES,
  name: "duration",
  defaults: { min: null, max: null },
  clean: (value, field) => {
    const text = plain(value, "form.not_duration");
    return text === null ? null : insideSpan(minutesOf(text), field);
  },
  fit: (result, field) => {
    const found = numberOf(result) ?? reject("form.not_duration");
    return insideSpan(Number(numberText(roundTo(found, 0))), field);
  },
  tell: (value, _field, language) => {
    const found = numberOf(value);
    return found === null || found < 0n || decimalsOf(found) ? null : durationText(truncated(found), language);
  },
};

function insideSpan(minutes: number, { settings }: FieldDefinition): string {
  const low = Number(settings.min ?? 0);
  const high = Number(settings.max ?? MOST_MINUTES);
  if (minutes < low) reject("form.duration_too_short", { min: low });
  if (minutes > high) reject("form.duration_too_long", { max: high });
  return String(minutes);
}

/** `1 小时 30 分钟`; what is nought is left out. */
export function durationText(minutes: number, language: string): string {
  const words = language === "en" ? ["h", "min"] : ["小时", "分钟"];
  const parts = [Math.floor(minutes / 60), minutes % 60].flatMap((count, at) =>
    count ? [`${count} ${words[at]}`] : [],
  );
  return parts.join(" ") || `0 ${words[1]}`;
}
