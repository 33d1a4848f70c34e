// A rung of a ladder as it is edited: a moment, who is told, by which way.
import type { Json } from "@bihuan/core";
import type { ClockBody, Rung, SetBody } from "./body.ts";

export type Moment = "share" | "end" | "after" | "before";
export const PEOPLE = ["dispatchers", "lead", "manager", "assignee", "submitter", "watchers"] as const;
export const WAYS = ["app", "mail", "sms", "best"] as const;

/** When a rung is reached: a share of the goal, its end, or so long beside it. */
export function momentOf(at: string): { moment: Moment; amount: string } {
  if (at === "100%") return { moment: "end", amount: "" };
  if (at.endsWith("%")) return { moment: "share", amount: at.slice(0, -1) };
  return at.startsWith("-")
    ? { moment: "before", amount: at.slice(1) }
    : { moment: "after", amount: at.replace("+", "") };
}

export function momentText(moment: Moment, amount: string): string {
  if (moment === "end") return "100%";
  if (moment === "share") return `${amount}%`;
  return moment === "before" ? `-${amount}` : `+${amount}`;
}

/** What tells people: a rung of a ladder, a reminder. */
export type Telling = Pick<Rung, "do"> & { readonly at?: Rung["at"] | readonly string[] };

/** Everybody whom a rung tells in the same way; null where it tells different people in different ways. */
export function toldBy(rung: Telling): { to: readonly Json[]; by: readonly string[] } | null {
  const told = rung.do.filter(({ act }) => act === "notify");
  if (told.length > 1) return null;
  return { to: told[0]?.to ?? [], by: told[0]?.by ?? (told.length ? ["app"] : []) };
}

/** The rung with other people told in other ways; what else it does stays. */
export function tellingAnew<T extends Telling>(rung: T, to: readonly Json[], by: readonly string[]): T {
  const rest = rung.do.filter(({ act }) => act !== "notify");
  return { ...rung, do: to.length ? [{ act: "notify", to: [...to], by: [...by] }, ...rest] : rest };
}

/** Whether a rung marks its ticket in lists, and the rung where it does otherwise. */
export function marking(rung: Rung): { on: boolean; toggled: Rung } {
  const rest = rung.do.filter(({ act }) => act !== "mark");
  const on = rest.length < rung.do.length;
  return { on, toggled: { ...rung, do: on ? rest : [...rest, { act: "mark", colour: "red" }] } };
}

/** One in or out, in the order in which all of them stand. */
export function toggled<T>(all: readonly T[], chosen: readonly T[], one: T): T[] {
  const next = chosen.includes(one) ? chosen.filter((kept) => kept !== one) : [...chosen, one];
  return [...all.filter((known) => next.includes(known)), ...next.filter((known) => !all.includes(known))];
}

export function withLadder(body: SetBody, clock: ClockBody, ladder: readonly Rung[]): SetBody {
  return { ...body, clocks: body.clocks.map((one) => (one.key === clock.key ? { ...one, ladder } : one)) };
}

export function withPriority(body: SetBody, urgency: string, impact: string, priority: string): SetBody {
  if (!body.priority) return body;
  const row = { ...body.priority.matrix[urgency], [impact]: priority };
  return { ...body, priority: { ...body.priority, matrix: { ...body.priority.matrix, [urgency]: row } } };
}

const USUAL = ["50%", "75%", "100%", "+1h", "+2h", "+4h", "+8h", "+24h"];

/** One more rung, at a moment that the ladder does not have: each moment stands in it once. */
export function newRung(ladder: readonly Rung[]): Rung {
  const taken = new Set(ladder.map(({ at }) => at));
  const at = USUAL.find((one) => !taken.has(one)) ?? `+${24 * (ladder.length + 1)}h`;
  return { at, do: [{ act: "notify", to: ["assignee"], by: ["app"] }] };
}
