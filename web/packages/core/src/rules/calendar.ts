// Days as numbers since 1970-01-01, the calendar of the years 1…9999, and what an instant is on the wall of a zone.
const DAY_MS = 86_400_000;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const FIRST_DAY = dayOf(1, 1, 1);
const LAST_DAY = dayOf(9999, 12, 31);

/** A day that no calendar has. */
export class NoDayError extends Error {}

export function dayOf(year: number, month: number, date: number): number {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, date);
  return Math.floor(at.getTime() / DAY_MS);
}

/** The day of a text `YYYY-MM-DD`; null when there is no such day. */
export function parseDay(text: unknown): number | null {
  const found = typeof text === "string" ? DATE.exec(text) : null;
  if (!found || found[1] === "0000") return null;
  const day = dayOf(Number(found[1]), Number(found[2]), Number(found[3]));
  return day >= FIRST_DAY && day <= LAST_DAY && dayText(day) === text ? day : null;
}

/** `YYYY-MM-DD`. Throws NoDayError outside the years 1…9999. */
export function dayText(day: number): string {
  if (!(day >= FIRST_DAY && day <= LAST_DAY)) throw new NoDayError(String(day));
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function partsOf(day: number): { year: number; month: number; date: number } {
  const at = new Date(day * DAY_MS);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() };
}

/** 1 Monday … 7 Sunday. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

export function monthLength(year: number, month: number): number {
  return dayOf(year, month + 1, 1) - dayOf(year, month, 1);
}

/** The same day of another month, or that month's last day. */
export function shiftMonths(day: number, months: number): number {
  const { year, month, date } = partsOf(day);
  const index = year * 12 + month - 1 + months;
  const nextYear = Math.floor(index / 12);
  if (nextYear < 1 || nextYear > 9999) throw new NoDayError(String(nextYear));
  const nextMonth = index - nextYear * 12 + 1;
  return dayOf(nextYear, nextMonth, Math.min(date, monthLength(nextYear, nextMonth)));
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  clocks.set(zone, made);
  return made;
}

/** What the wall clock of `zone` shows at an instant, as ms since 1970 as if it were UTC. */
export function wallOf(instant: number, zone: string): number {
  const parts: Record<string, string> = {};
  for (const part of clockOf(zone).formatToParts(instant)) parts[part.type] = part.value;
  const get = (name: string) => Number(parts[name]);
  const year = parts.era === "BC" ? 1 - get("year") : get("year");
  const seconds = (get("hour") * 60 + get("minute")) * 60 + get("second");
  return dayOf(year, get("month"), get("day")) * DAY_MS + seconds * 1000 + (((instant % 1000) + 1000) % 1000);
}

/** The instant of a wall clock time; the first of the two where the clock goes back. */
export function instantOf(wall: number, zone: string): number {
  const offsetAt = (at: number) => wallOf(at, zone) - at;
  const early = wall - offsetAt(wall - DAY_MS);
  const late = wall - offsetAt(wall + DAY_MS);
  if (early !== late && wallOf(early, zone) !== wall && wallOf(late, zone) === wall) return late;
  return early;
}

/** The first instant of a day written as 2026-11-22. */
export function dayStart(day: string, zone: string): number {
  return instantOf(Date.parse(`${day}T00:00:00Z`), zone);
}

/** The day of an instant, as 2026-11-22. */
export function isoDay(instant: number, zone: string): string {
  return new Date(wallOf(instant, zone)).toISOString().slice(0, 10);
}

export function localDay(instant: number, zone: string): number {
  return Math.floor(wallOf(instant, zone) / DAY_MS);
}

/** The half-open span of instants of one day; null beside the calendar's ends. */
export function dayBounds(day: number, zone: string): [number, number] | null {
  if (day < FIRST_DAY || day >= LAST_DAY) return null;
  return [instantOf(day * DAY_MS, zone), instantOf((day + 1) * DAY_MS, zone)];
}
