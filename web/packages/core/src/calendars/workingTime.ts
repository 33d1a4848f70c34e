// Arithmetic of working time: how much lies between two instants, where an amount ends, when it opens and closes.
import { dayText } from "../rules/calendar.ts";
import { Refusal } from "../values.ts";
import { type Calendar, neverCloses, opensWeekly, windowsOn, windowText } from "./calendar.ts";
import { monthIndex, monthOf, type Piece, sameWindow, workedIn } from "./openings.ts";

/** How far a sum may reach: an amount that takes longer than a working life is a slip of the pen. */
const MOST_MONTHS = 600;
/** Weekly hours show themselves within this many months, however the clock is changed. */
const MONTHS_TO_SEE = 3;
const MOST_MONTHS_TOLD = 120;

/** Whether the instant (ms) lies in a window. */
export function isOpen(calendar: Calendar, instant: number): boolean {
  if (neverCloses(calendar)) return true;
  return monthOf(calendar, monthIndex(instant)).open.some((piece) => piece.start <= instant && instant < piece.end);
}

/** Working time in ms between two instants; negative when `until` comes first. */
export function elapsed(calendar: Calendar, since: number, until: number): number {
  if (neverCloses(calendar)) return until - since;
  if (until < since) return -elapsed(calendar, until, since);
  const [first, last] = [monthIndex(since), monthIndex(until)];
  if (last - first > MOST_MONTHS) throw new Refusal("calendar.out_of_range");
  let total = workedIn(monthOf(calendar, last), until) - workedIn(monthOf(calendar, first), since);
  for (let index = first; index < last; index++) total += monthOf(calendar, index).total;
  return total;
}

/** The first instant with `amount` ms of working time behind it; an amount that fills a window ends at its closing. A
 * negative amount is the mirror image. Refuses `calendar.never_reached`. */
export function addWorkingTime(calendar: Calendar, instant: number, amount: number): number {
  if (amount === 0 || neverCloses(calendar)) return instant + amount;
  return amount > 0 ? forward(calendar, instant, amount) : backward(calendar, instant, -amount);
}

function forward(calendar: Calendar, instant: number, amount: number): number {
  const first = monthIndex(instant);
  let index = first;
  let month = monthOf(calendar, index);
  let left = amount + workedIn(month, instant);
  while (left > month.total) {
    left -= month.total;
    index += 1;
    if (index - first > MOST_MONTHS || (!opensWeekly(calendar) && index > lastMonth(calendar)))
      throw new Refusal("calendar.never_reached");
    month = monthOf(calendar, index);
  }
  const at = month.before.findLastIndex((before) => before < left);
  return (month.open[at]?.start ?? 0) + left - (month.before[at] ?? 0);
}

function backward(calendar: Calendar, instant: number, amount: number): number {
  const first = monthIndex(instant);
  let index = first;
  let month = monthOf(calendar, index);
  let target = workedIn(month, instant) - amount;
  while (target < 0) {
    index -= 1;
    if (first - index > MOST_MONTHS || (!opensWeekly(calendar) && index < firstMonth(calendar)))
      throw new Refusal("calendar.never_reached");
    month = monthOf(calendar, index);
    target += month.total;
  }
  const at = month.before.findLastIndex((before) => before <= target);
  return (month.open[at]?.start ?? 0) + target - (month.before[at] ?? 0);
}

/** The first open instant at or after `instant`: itself when it is open. Null when it never opens again. */
export function nextOpening(calendar: Calendar, instant: number): number | null {
  if (neverCloses(calendar)) return instant;
  for (const piece of openFrom(calendar, instant)) return Math.max(piece.start, instant);
  return null;
}

/** Where the hours at `instant`, or the next ones after it, end; windows that touch are one. Null: they never do. */
export function nextClosing(calendar: Calendar, instant: number): number | null {
  if (neverCloses(calendar)) return null;
  let closing: number | null = null;
  for (const piece of openFrom(calendar, instant)) {
    if (closing !== null && piece.start !== closing) return closing;
    closing = piece.end;
  }
  return opensWeekly(calendar) ? null : closing;
}

function* openFrom(calendar: Calendar, instant: number): Generator<Piece> {
  const first = monthIndex(instant);
  const until = Math.max(first, lastMonth(calendar)) + MONTHS_TO_SEE;
  for (let index = first; index <= until; index++)
    for (const piece of monthOf(calendar, index).open) if (piece.end > instant) yield piece;
}

const specialDays = new WeakMap<Calendar, { first: number; last: number }>();

function bounds(calendar: Calendar): { first: number; last: number } {
  let found = specialDays.get(calendar);
  if (!found) {
    const days = [...calendar.days.keys()];
    found = days.length
      ? { first: Math.min(...days), last: Math.max(...days) }
      : { first: Number.POSITIVE_INFINITY, last: Number.NEGATIVE_INFINITY };
    specialDays.set(calendar, found);
  }
  return found;
}

/** A local day may lie in the UTC month after its own, or before it. */
function lastMonth(calendar: Calendar): number {
  const { last } = bounds(calendar);
  return Number.isFinite(last) ? monthIndex(last * 86_400_000) + 1 : 0;
}

function firstMonth(calendar: Calendar): number {
  const { first } = bounds(calendar);
  return Number.isFinite(first) ? monthIndex(first * 86_400_000) - 1 : 0;
}

/** The `count`-th working day after `day`, before it when negative; zero stays on the day. */
export function addWorkingDays(calendar: Calendar, day: number, count: number): number {
  const step = count > 0 ? 1 : -1;
  const weekly = calendar.week.filter((windows) => windows.length).length;
  let at = day;
  for (let left = Math.abs(count); left > 0; ) {
    const { first, last } = bounds(calendar);
    if (step > 0 ? at >= last : at <= first) {
      // Only ordinary weeks lie ahead: whole ones at once, the last is walked.
      if (!weekly) throw new RangeError("the calendar has no further working day");
      const weeks = Math.floor((left - 1) / weekly);
      at += weeks * 7 * step;
      left -= weeks * weekly;
    }
    at += step;
    if (windowsOn(calendar, at).length) left -= 1;
  }
  return at;
}

export interface Counted {
  from: number;
  to: number;
  kind: Piece["kind"];
  day: string;
  window: string;
  name?: string;
}

/** The stretches between two instants with why each counts; those that count add up to `elapsed`. */
export function countedIntervals(calendar: Calendar, since: number, until: number): Counted[] {
  const [first, last] = [monthIndex(since), monthIndex(until)];
  if (last - first > MOST_MONTHS_TOLD) throw new Refusal("calendar.out_of_range");
  const cut: Piece[] = [];
  for (let index = first; index <= last; index++) {
    for (const piece of monthOf(calendar, index).pieces) {
      const [start, end] = [Math.max(piece.start, since), Math.min(piece.end, until)];
      if (start >= end) continue;
      const held = cut.at(-1);
      // Months are UTC months: a window across their border is one stretch again.
      if (held?.end === start && held.day === piece.day && sameWindow(held, piece))
        cut[cut.length - 1] = { ...held, end };
      else cut.push({ ...piece, start, end });
    }
  }
  return cut.map(({ start, end, kind, day, window }) => {
    const name = calendar.days.get(day)?.name;
    return { from: start, to: end, kind, day: dayText(day), window: windowText(window), ...(name ? { name } : {}) };
  });
}
