import type { Texts } from "@bihuan/api";

/** A stage of a flow, in the order in which it is designed. */
export interface StageOf {
  key: string;
  label: Texts;
  category: string;
}

export interface ProgressStep {
  stage: StageOf;
  state: "past" | "now" | "ahead" | "skipped";
  /** When it began last; null while it did not. */
  at: number | null;
}

/** Beside the way: shown only where the ticket stands there. */
const ASIDE: ReadonlySet<string> = new Set(["cancelled"]);

/** The stages as a way: what was passed (or skipped), where it stands, what is ahead. */
export function stepsOf(
  stages: readonly StageOf[],
  ticket: { stage: string; category: string },
  events: readonly Record<string, unknown>[],
): ProgressStep[] {
  const began = beganAt(events);
  const way = stages.filter((stage) => !ASIDE.has(stage.category) || stage.key === ticket.stage);
  const here = way.findIndex((stage) => stage.key === ticket.stage);
  const stopped = ticket.category === "cancelled";
  return way
    .filter((stage, at) => !stopped || at === here || began.has(stage.key))
    .map((stage) => {
      const at = began.get(stage.key) ?? null;
      const place = way.indexOf(stage);
      if (place === here) return { stage, state: "now", at };
      if (place > here) return { stage, state: "ahead", at: null };
      return { stage, state: at === null ? "skipped" : "past", at };
    });
}

function beganAt(events: readonly Record<string, unknown>[]): Map<string, number> {
  const found = new Map<string, number>();
  let now: unknown = null;
  for (const event of events) {
    const what = event.what as { stage?: unknown } | undefined;
    const stage = what?.stage;
    if (typeof stage !== "string" || stage === now) continue;
    now = stage;
    found.set(stage, Number(event.at));
  }
  return found;
}
