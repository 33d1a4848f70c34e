// Calendar days and spans of them, as core/forms/kinds/days.py of the server has them: neither time nor zone.
import { dayText, localDay, parseDay, weekdayOf } from "../rules/calendar.ts";
import type { Field } from "../rules/index.ts";
import { isObject, type Json, type Problem } from "../values.ts";
import { trimmed, unspaced } from "./blanks.ts";
import type { FieldDefinition, FieldKindSpec, Situation } from "./definition.ts";
import { problem, reject } from "./spec.ts";

const WRITTEN = /^(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?|(\d{2})(\d{2}))$/;
const BETWEEN = /\/(?=\d{4}-)|至|到|to|~|—+|–/;
// What a told span ends with: files that were written out read back.
const COUNTED = /,(共\d+天|\d+days?)$/;
const ISO = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const LONGEST = 60;
const YEARS = [1900, 2199] as const;
const SPAN_KEYS = new Set(["id", "from", "to", "days"]);
const WEEKDAYS: Readonly<Record<string, readonly string[]>> = {
  zh: ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
  en: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
};
const WINDOW = { earliest_days: null, latest_days: null };

/** The day that a text names, as ISO text; a moment is refused: which day it is hangs on the zone. */
function dayOf(text: string): string {
  const found = text.length <= LONGEST ? WRITTEN.exec(unspaced(text.normalize("NFKC"))) : null;
  if (!found) reject("form.not_day");
  const [year = 0, month = 0, day = 0] = found.slice(1).flatMap((part) => (part === undefined ? [] : [Number(part)]));
  if (year < YEARS[0] || year > YEARS[1]) reject("form.day_out_of_range", { min: YEARS[0], max: YEARS[1] });
  const iso = [String(year).padStart(4, "0"), String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-");
  return parseDay(iso) === null ? reject("form.not_day") : iso;
}

/** A day moved by days; both ISO texts. */
export function dayShifted(iso: string, days: number): string {
  return dayText((parseDay(iso) ?? 0) + days);
}

/** What lies outside the window. Only what is written now is judged: yesterday's entry stays right tomorrow. */
function* outside(first: string, last: string, { settings }: FieldDefinition, situation: Situation): Iterable<Problem> {
  const { earliest_days: earliest, latest_days: latest } = settings;
  if (!situation.env || (earliest == null && latest == null)) return;
  const today = localDay(situation.env.now, situation.env.zone);
  const least = earliest == null ? null : dayText(today + Number(earliest));
  const most = latest == null ? null : dayText(today + Number(latest));
  if (least !== null && first < least) yield problem("form.day_too_early", { min: least });
  if (most !== null && last > most) yield problem("form.day_too_late", { max: most });
}

function told(iso: Json | undefined, language: string): string | null {
  const day = parseDay(iso);
  if (day === null) return null;
  const names = WEEKDAYS[language] ?? WEEKDAYS.zh;
  return `${iso} ${names?.[weekdayOf(day) - 1]}`;
}

/** A calendar day, ISO text. */
export const DAY: FieldKindSpec = {
  name: "date",
  ruleType: "date",
  defaults: WINDOW,
  clean: (value) => {
    if (typeof value !== "string") reject("form.not_day");
    return value.length > LONGEST || trimmed(value) ? dayOf(value) : null;
  },
  judge: function* (value, field, situation) {
    if (value !== situation.before) yield* outside(String(value), String(value), field, situation);
  },
  tell: (value, _field, language) => told(value, language),
};

const SPAN_PARTS: readonly Field[] = [
  { key: "from", type: "date", label: { zh: "开始日", en: "first day" } },
  { key: "to", type: "date", label: { zh: "结束日", en: "last day" } },
  { key: "days", type: "number", label: { zh: "天数", en: "days" } },
];

/** From one day to another, both included: `{id, from, to, days}`, whose id is the ISO 8601 interval. */
export const DAY_SPAN: FieldKindSpec = {
  name: "date_range",
  ruleType: "record",
  defaults: { min_days: null, max_days: null, ...WINDOW },
  clean: (value, { settings }) => {
    const [first, last] = ends(value);
    if (first === null && last === null) return null;
    if (first === null || last === null) reject("form.span_half", {}, first === null ? "from" : "to");
    const days = (parseDay(last) ?? 0) - (parseDay(first) ?? 0) + 1;
    const { min_days: least, max_days: most } = settings;
    if (days < 1) reject("form.span_crossed");
    if (least != null && days < Number(least)) reject("form.span_too_short", { min: least, days });
    if (most != null && days > Number(most)) reject("form.span_too_long", { max: most, days });
    return { id: `${first}/${last}`, from: first, to: last, days };
  },
  judge: function* (value, field, situation) {
    if (!isObject(value)) return;
    const before = isObject(situation.before) ? situation.before.id : null;
    if (value.id !== before) yield* outside(String(value.from), String(value.to), field, situation);
  },
  parts: SPAN_PARTS,
  ruleColumns: () => SPAN_PARTS,
  tell: (value, _field, language) => {
    if (!isObject(value) || !ISO.test(String(value.from)) || !ISO.test(String(value.to))) return null;
    if (language !== "en") return `${value.from} 至 ${value.to}，共 ${value.days} 天`;
    return `${value.from} to ${value.to}, ${value.days} ${value.days === 1 ? "day" : "days"}`;
  },
};

type Ends = readonly [string | null, string | null];

function ends(value: Json): Ends {
  if (typeof value === "string") {
    const short = value.length <= LONGEST;
    if (short && !trimmed(value)) return [null, null];
    const text = short ? unspaced(value.normalize("NFKC")) : "";
    const parts = text.replace(COUNTED, "").split(BETWEEN);
    const [first, last] = parts;
    if (parts.length !== 2 || first === undefined || last === undefined) reject("form.not_span");
    return [dayOf(first), dayOf(last)];
  }
  if (!isObject(value) || Object.keys(value).some((key) => !SPAN_KEYS.has(key))) reject("form.not_span");
  return [end(value.from), end(value.to)];
}

function end(value: Json | undefined): string | null {
  if (value == null || value === "") return null;
  return typeof value === "string" ? dayOf(value) : reject("form.not_day");
}
