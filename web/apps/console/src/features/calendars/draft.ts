// A calendar as it is edited: windows in rows, special days one by one. Plain functions, tested without a page.
import { type CalendarBody, type Hours, type SpecialDay, WEEKDAYS, type Weekday } from "./days.ts";

/** From and to as a time field has them; "00:00" as an end is the end of the day. */
export interface Window {
  from: string;
  to: string;
}

export type DayHours = "closed" | "all" | readonly Window[];
export type SpecialKind = "closed" | "like" | "open";

/** A special day that is about to be added. */
export interface NewDay {
  date: string;
  to: string;
  name: string;
  kind: SpecialKind;
  like: Weekday;
  hours: readonly Window[];
}

export const USUAL: readonly Window[] = [
  { from: "09:00", to: "12:00" },
  { from: "13:00", to: "18:00" },
];

export function hoursOf(hours: Hours | undefined): DayHours {
  if (hours === "all") return "all";
  if (!hours?.length) return "closed";
  return hours.map((text) => {
    const [from = "", to = ""] = text.split("-");
    return { from, to: to === "24:00" ? "00:00" : to };
  });
}

export function writtenHours(hours: DayHours): Hours {
  if (hours === "all") return "all";
  if (hours === "closed") return [];
  // In the order in which they are typed: rows must not move under somebody's hands. The server sorts them.
  return hours.map(({ from, to }) => `${from}-${to === "00:00" ? "24:00" : to}`);
}

/** What is wrong with a day's windows: an end before its beginning, or one that begins within another. */
export function windowFault(hours: DayHours): "backwards" | "overlap" | null {
  if (typeof hours === "string") return null;
  const sorted = [...hours].sort((one, other) => one.from.localeCompare(other.from));
  if (sorted.some(({ from, to }) => !from || !to || end(to) <= from)) return "backwards";
  return sorted.some((one, index) => index > 0 && one.from < end(sorted[index - 1]?.to ?? "")) ? "overlap" : null;
}

function end(to: string): string {
  return to === "00:00" ? "24:00" : to;
}

export function withWeekday(body: CalendarBody, day: Weekday, hours: DayHours): CalendarBody {
  return { ...body, week: { ...body.week, [day]: writtenHours(hours) } };
}

/** The same hours from Monday to Friday. */
export function likeMonday(body: CalendarBody): CalendarBody {
  const monday = body.week.mon ?? [];
  const days = Object.fromEntries(WEEKDAYS.slice(0, 5).map((day) => [day, monday]));
  return { ...body, week: { ...body.week, ...days } };
}

/** A special day more; what it covers of earlier ones is theirs no longer. */
export function withDay(body: CalendarBody, day: NewDay): CalendarBody {
  const name = day.name.trim();
  const made: SpecialDay = {
    date: day.date,
    ...(day.to && day.to > day.date ? { to: day.to } : {}),
    ...(name ? { name } : {}),
    ...(day.kind === "closed" ? { closed: true } : {}),
    ...(day.kind === "like" ? { like: day.like } : {}),
    ...(day.kind === "open" ? { open: writtenHours(day.hours) } : {}),
  };
  const last = made.to ?? made.date;
  const kept = body.days.flatMap((one) => without(one, made.date, last));
  return { ...body, days: [...kept, made].sort((one, other) => one.date.localeCompare(other.date)) };
}

export function withoutDay(body: CalendarBody, day: SpecialDay): CalendarBody {
  return { ...body, days: body.days.filter((one) => one !== day) };
}

/** What is left of a special day or span outside of another. */
function without(day: SpecialDay, first: string, last: string): SpecialDay[] {
  const ends = day.to ?? day.date;
  if (ends < first || day.date > last) return [day];
  const { to: _, ...rest } = day;
  const before = day.date < first ? [spanOf(rest, day.date, nextTo(first, -1))] : [];
  const after = ends > last ? [spanOf(rest, nextTo(last, 1), ends)] : [];
  return [...before, ...after];
}

function spanOf(day: SpecialDay, from: string, to: string): SpecialDay {
  return { ...day, date: from, ...(to > from ? { to } : {}) };
}

function nextTo(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

/** A calendar of the company's own, with the usual week; official holidays are put in when it is published. */
export function newCalendar(key: string, name: string, zone: string): CalendarBody {
  const usual = writtenHours(USUAL);
  const week = Object.fromEntries(WEEKDAYS.map((day, index) => [day, index < 5 ? usual : []]));
  return { key, label: { zh: name, en: name }, zone, week, days: [] };
}

/** Something that a key may be made of; people are never asked for one. */
export function keyFor(taken: readonly string[]): string {
  for (let number = taken.length + 1; ; number += 1) {
    const key = `calendar_${number}`;
    if (!taken.includes(key)) return key;
  }
}
