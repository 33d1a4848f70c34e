// A working calendar as the server publishes it (docs/calendars.md): checked there, read here.
import { parseDay, weekdayOf } from "../rules/calendar.ts";
import type { Json, JsonObject } from "../values.ts";

export const WEEKDAYS: readonly string[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const DAY_MINUTES = 1440;
const WINDOW = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/;

/** Open from `start` until just before `end`, in minutes of the local day; `end` may be 24:00. */
export interface Window {
  start: number;
  end: number;
}

export interface SpecialDay {
  kind: "closed" | "like" | "open";
  name: string;
  /** An index into the week, 0 = Monday. */
  like: number;
  windows: readonly Window[];
}

/** Days are numbers since 1970-01-01. */
export interface Calendar {
  key: string;
  zone: string;
  week: readonly (readonly Window[])[];
  days: ReadonlyMap<number, SpecialDay>;
}

export function readCalendar(body: JsonObject): Calendar {
  const week: (readonly Window[])[] = WEEKDAYS.map(() => []);
  for (const [key, written] of Object.entries((body.week ?? {}) as JsonObject))
    for (const index of weekdaysOf(key)) week[index] = windowsOf(written);
  const days = new Map<number, SpecialDay>();
  for (const row of (body.days ?? []) as JsonObject[]) {
    const first = parseDay(row.date);
    const last = row.to === undefined ? first : parseDay(row.to);
    if (first === null || last === null) continue;
    const special = specialOf(row);
    for (let day = first; day <= last; day++) days.set(day, special);
  }
  return { key: String(body.key), zone: String(body.zone), week, days };
}

function specialOf(row: JsonObject): SpecialDay {
  const name = typeof row.name === "string" ? row.name : "";
  if (typeof row.like === "string") {
    return { kind: "like", name, like: WEEKDAYS.indexOf(row.like), windows: [] };
  }
  return row.closed === true
    ? { kind: "closed", name, like: 0, windows: [] }
    : { kind: "open", name, like: 0, windows: windowsOf(row.open) };
}

/** `mon-fri`, `tue,thu`, `sun`. */
function weekdaysOf(key: string): number[] {
  return key.split(",").flatMap((part) => {
    const [first = "", last = first] = part.trim().split("-");
    const from = WEEKDAYS.indexOf(first);
    const to = WEEKDAYS.indexOf(last);
    return from < 0 ? [] : Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

function windowsOf(written: Json | undefined): Window[] {
  if (written === "all") return [{ start: 0, end: DAY_MINUTES }];
  const listed = Array.isArray(written) ? written : [written];
  return listed
    .flatMap((text) => {
      const [, ...parts] = WINDOW.exec(String(text)) ?? [];
      const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = parts.map(Number);
      return parts.length ? [{ start: fromHour * 60 + fromMinute, end: toHour * 60 + toMinute }] : [];
    })
    .sort((a, b) => a.start - b.start);
}

export function usualOf(calendar: Calendar, day: number): readonly Window[] {
  return calendar.week[weekdayOf(day) - 1] ?? [];
}

/** The windows of one local day. */
export function windowsOn(calendar: Calendar, day: number): readonly Window[] {
  const special = calendar.days.get(day);
  if (!special) return usualOf(calendar, day);
  return special.kind === "like" ? (calendar.week[special.like] ?? []) : special.windows;
}

/** Whether no minute is ever closed: then working time is plain time. */
export function neverCloses(calendar: Calendar): boolean {
  return [...calendar.week, ...[...calendar.days.keys()].map((day) => windowsOn(calendar, day))].every(coversDay);
}

function coversDay(windows: readonly Window[]): boolean {
  let at = 0;
  for (const window of windows) {
    if (window.start > at) return false;
    at = Math.max(at, window.end);
  }
  return at >= DAY_MINUTES;
}

/** Whether some weekday has a window; otherwise the calendar ends with its last special day. */
export function opensWeekly(calendar: Calendar): boolean {
  return calendar.week.some((windows) => windows.length > 0);
}

export function windowText({ start, end }: Window): string {
  return `${clockText(start)}-${clockText(end)}`;
}

function clockText(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
