// How a clock reads between two answers of the server.
import type { Clock } from "@bihuan/api";
import type { Tone } from "@bihuan/ui";

export const STATES = ["running", "outside_hours", "paused", "met", "breached", "cancelled"] as const;
export type ClockState = (typeof STATES)[number];

const TONES: Record<ClockState, Tone> = {
  running: "accent",
  outside_hours: "neutral",
  paused: "warn",
  met: "good",
  breached: "danger",
  cancelled: "quiet",
};
const WHOLE = 100;

export interface Reading {
  state: ClockState;
  tone: Tone;
  /** ms that are left of the goal; negative: over it. */
  left: number;
  percent: number;
}

/** `since`: ms since the server answered. Only a running clock moves meanwhile. */
export function readingOf(clock: Clock, since: number): Reading {
  const elapsed = clock.elapsed + (clock.moving === "running" ? Math.max(0, since) : 0);
  const left = clock.goal - elapsed;
  const told = STATES.find((state) => state === clock.state) ?? "running";
  const state = told === "running" && left <= 0 ? "breached" : told;
  const percent = clock.goal > 0 ? Math.min(WHOLE, Math.floor((elapsed * WHOLE) / clock.goal)) : WHOLE;
  return { state, tone: TONES[state], left, percent };
}

/** Promises that have begun, in their order; of the watching clocks those that still matter. */
export function shownClocks(clocks: readonly Clock[]): Clock[] {
  const begun = clocks.filter((clock) => clock.state !== "idle");
  const matters = (clock: Clock) => clock.state === "breached" || (clock.moving !== "over" && clock.percent >= 50);
  return [...begun.filter((clock) => !clock.alarm), ...begun.filter((clock) => clock.alarm && matters(clock))];
}
