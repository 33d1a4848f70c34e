import {
  dayOf,
  dayText,
  instantOf,
  localDay,
  monthLength,
  NoDayError,
  partsOf,
  shiftMonths,
  wallOf,
  weekdayOf,
} from "./calendar.ts";
import type { Env } from "./env.ts";
import type { Relative } from "./nodes.ts";

const DAY_MS = 86_400_000;
export const INSTANT_BASES = ["now"];
export const DAY_UNITS = ["day", "working_day", "week", "month", "quarter", "year"];
export const INSTANT_UNITS = ["minute", "hour", ...DAY_UNITS];

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000 };
const MONTHS: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };

/** A day moved by days, working days, weeks, months, quarters or years. Throws NoDayError at the calendar's ends. */
export function shiftDay(day: number, count: number, unit: string, env: Env): number {
  const months = MONTHS[unit];
  if (months) return shiftMonths(day, count * months);
  if (unit === "working_day") return env.addWorkingDays(day, count);
  const moved = day + count * (unit === "week" ? 7 : 1);
  dayText(moved);
  return moved;
}

/** Minutes and hours run on the clock; days and longer keep the local time of day. */
export function shiftInstant(instant: number, count: number, unit: string, env: Env): number {
  const size = UNIT_MS[unit];
  if (size) return instant + count * size;
  const wall = wallOf(instant, env.zone);
  const day = Math.floor(wall / DAY_MS);
  return instantOf(shiftDay(day, count, unit, env) * DAY_MS + (wall - day * DAY_MS), env.zone);
}

function quarterStart(day: number): number {
  const { year, month } = partsOf(day);
  return dayOf(year, Math.floor((month - 1) / 3) * 3 + 1, 1);
}

function monthStart(day: number): number {
  return day - partsOf(day).date + 1;
}

// The week begins on Monday, as in every Chinese calendar (and ISO 8601).
const BASES: Readonly<Record<string, (day: number) => number>> = {
  today: (day) => day,
  start_of_week: (day) => day - weekdayOf(day) + 1,
  end_of_week: (day) => day + 7 - weekdayOf(day),
  start_of_month: monthStart,
  end_of_month: (day) => monthStart(day) + monthLength(partsOf(day).year, partsOf(day).month) - 1,
  start_of_quarter: quarterStart,
  end_of_quarter: (day) => shiftMonths(quarterStart(day), 3) - 1,
  start_of_year: (day) => dayOf(partsOf(day).year, 1, 1),
  end_of_year: (day) => dayOf(partsOf(day).year, 12, 31),
};
export const DAY_BASES = Object.keys(BASES);

/** What `work` gives; null where it leaves the calendar. */
export function orMissing<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof NoDayError || error instanceof RangeError) return null;
    throw error;
  }
}

/** The instant or the day (text) that a relative expression means at `env.now`. */
export function resolveRelative(node: Relative, env: Env): number | string | null {
  return orMissing(() => {
    if (node.base === "now") return shiftInstant(env.now, node.add, node.unit, env);
    const base = BASES[node.base];
    if (!base) return null;
    return dayText(shiftDay(base(localDay(env.now, env.zone)), node.add, node.unit, env));
  });
}
