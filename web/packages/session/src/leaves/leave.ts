// A leave as somebody writes it down, and as the roster has it: days and, where it is less than a day, times.
import { dayStart, instantOf, isoDay, wallOf } from "@bihuan/core";

export interface Draft {
  /** The first and the last day, both included: 2026-11-22. */
  from: string;
  until: string;
  /** 13:30; empty: from the day's beginning, or to its end. */
  begins: string;
  ends: string;
  kind: string;
  note: string;
  deputy: string;
}

/** Half-open, ms since 1970. */
export interface Span {
  start: number;
  end: number;
}

export const KINDS = ["annual", "sick", "personal", "in_lieu", "other"] as const;
export type Kind = (typeof KINDS)[number];

const MINUTE_MS = 60_000;

export function isKnown(kind: string): kind is Kind {
  return (KINDS as readonly string[]).includes(kind);
}

/** From when until when, where the company is; null as long as a day is missing or it would end before it begins. */
export function spanOf(draft: Draft, zone: string): Span | null {
  const { from, until, begins, ends } = draft;
  if (!isDay(from) || !isDay(until)) return null;
  const start = begins ? instantOf(Date.parse(`${from}T${begins}:00Z`), zone) : dayStart(from, zone);
  const end = ends ? instantOf(Date.parse(`${until}T${ends}:00Z`), zone) : dayStart(dayAfter(until), zone);
  return start < end ? { start, end } : null;
}

/** How a leave is told: its first and last day, with times only where it does not take whole days. */
export function toldAs({ start, end }: Span, zone: string): { from: string; until: string } {
  const whole = clock(start, zone) === "00:00" && clock(end, zone) === "00:00";
  if (whole) return { from: isoDay(start, zone), until: isoDay(end - 1, zone) };
  return { from: `${isoDay(start, zone)} ${clock(start, zone)}`, until: `${isoDay(end, zone)} ${clock(end, zone)}` };
}

export type Standing = "now" | "later" | "over";

export function standingOf({ start, end }: Span, now: number): Standing {
  if (end <= now) return "over";
  return start <= now ? "now" : "later";
}

/** What is or comes first, the soonest first; then what is over, the latest first. */
export function inOrder<L extends Span>(leaves: readonly L[], now: number): L[] {
  const over = leaves.filter((leave) => leave.end <= now).sort((a, b) => b.start - a.start);
  return [...leaves.filter((leave) => leave.end > now).sort((a, b) => a.start - b.start), ...over];
}

function isDay(day: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day));
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 1440 * MINUTE_MS).toISOString().slice(0, 10);
}

function clock(at: number, zone: string): string {
  return new Date(wallOf(at, zone)).toISOString().slice(11, 16);
}
