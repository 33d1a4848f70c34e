// The opening hours of one UTC month, made when first asked for. A month is cut into stretches of one offset from UTC;
// within a stretch local and UTC time run alike, so that the pieces are right across every change of the clock.
import { dayOf, wallOf } from "../rules/calendar.ts";
import { type Calendar, usualOf, type Window, windowsOn } from "./calendar.ts";

const DAY = 86_400;
const MOST_KEPT = 1_200;

/** One stretch of instants [start, end) in ms and why it counts, or (`holiday`) why it does not. */
export interface Piece {
  start: number;
  end: number;
  kind: "weekday" | "changed" | "make_up" | "holiday";
  day: number;
  window: Window;
}

export interface Month {
  /** Those that count, in order of time. */
  open: readonly Piece[];
  /** The working time of the month ahead of each of them, in ms. */
  before: readonly number[];
  total: number;
  pieces: readonly Piece[];
}

const kept = new WeakMap<Calendar, Map<number, Month>>();

/** Months since the year 0. */
export function monthIndex(instant: number): number {
  const at = new Date(instant);
  return at.getUTCFullYear() * 12 + at.getUTCMonth();
}

export function monthOf(calendar: Calendar, index: number): Month {
  let months = kept.get(calendar);
  if (!months) {
    months = new Map();
    kept.set(calendar, months);
  }
  const known = months.get(index);
  if (known) return known;
  if (months.size >= MOST_KEPT) months.clear();
  const made = makeMonth(calendar, index);
  months.set(index, made);
  return made;
}

/** Working time (ms) from the month's beginning to an instant that lies in it. */
export function workedIn(month: Month, instant: number): number {
  const index = month.open.findLastIndex((piece) => piece.start <= instant);
  const piece = month.open[index];
  return piece ? (month.before[index] ?? 0) + Math.min(instant, piece.end) - piece.start : 0;
}

function makeMonth(calendar: Calendar, index: number): Month {
  const pieces = joined([...piecesBetween(calendar, monthStart(index), monthStart(index + 1))]);
  const open = pieces.filter((piece) => piece.kind !== "holiday");
  let total = 0;
  const before = open.map((piece) => {
    total += piece.end - piece.start;
    return total - (piece.end - piece.start);
  });
  return { open, before, total, pieces };
}

/** Seconds since the epoch at which a UTC month begins. */
function monthStart(index: number): number {
  return dayOf(Math.floor(index / 12), (index % 12) + 1, 1) * DAY;
}

function* piecesBetween(calendar: Calendar, start: number, end: number): Generator<Piece> {
  for (const [since, until, offset] of offsetStretches(calendar.zone, start, end)) {
    const last = Math.floor((until + offset - 1) / DAY);
    for (let day = Math.floor((since + offset) / DAY); day <= last; day++) {
      const midnight = day * DAY - offset;
      const { kind, windows } = hoursOf(calendar, day);
      for (const window of windows) {
        const begin = Math.max(midnight + window.start * 60, since);
        const stop = Math.min(midnight + window.end * 60, until);
        if (begin < stop) yield { start: begin * 1000, end: stop * 1000, kind, day, window };
      }
    }
  }
}

/** Why the day has its windows; on a holiday, the windows that it takes away. */
function hoursOf(calendar: Calendar, day: number): { kind: Piece["kind"]; windows: readonly Window[] } {
  const usual = usualOf(calendar, day);
  if (!calendar.days.has(day)) return { kind: "weekday", windows: usual };
  const windows = windowsOn(calendar, day);
  if (!windows.length) return { kind: "holiday", windows: usual };
  return { kind: usual.length ? "changed" : "make_up", windows };
}

/** [since, until, offset] in seconds: cut where the zone's offset changes. Sampled once a day: no zone has ever changed
 * its clock twice within two days. */
function* offsetStretches(zone: string, start: number, end: number): Generator<[number, number, number]> {
  let since = start;
  let offset = offsetAt(zone, start);
  for (let at = start; at < end; ) {
    const following = Math.min(at + DAY, end);
    const changed = offsetAt(zone, following);
    if (changed !== offset) {
      const turn = turningPoint(zone, at, following);
      yield [since, turn, offset];
      since = turn;
      offset = changed;
    }
    at = following;
  }
  if (since < end) yield [since, end, offset];
}

function turningPoint(zone: string, first: number, last: number): number {
  const old = offsetAt(zone, first);
  let before = first;
  let after = last;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(zone, middle) === old) before = middle;
    else after = middle;
  }
  return after;
}

function offsetAt(zone: string, second: number): number {
  return (wallOf(second * 1000, zone) - second * 1000) / 1000;
}

/** A window that a change of the clock did not interrupt is one piece. */
function joined(pieces: readonly Piece[]): Piece[] {
  const found: Piece[] = [];
  for (const piece of pieces) {
    const held = found.at(-1);
    const goesOn =
      held?.end === piece.start && held.kind === piece.kind && held.day === piece.day && sameWindow(held, piece);
    if (held && goesOn) found[found.length - 1] = { ...held, end: piece.end };
    else found.push(piece);
  }
  return found;
}

export function sameWindow(one: Piece, other: Piece): boolean {
  return one.window.start === other.window.start && one.window.end === other.window.end;
}
