// Where a try-run has been and where it stands, drawn on the steps.
import type { Mark } from "../canvas/marks.ts";
import { type FlowBody, walk, waysOf } from "../model/flow.ts";
import type { TrialState } from "./useTrial.ts";

/** Ways are drawn by their number, and told by their key. */
export function trialMarks(body: FlowBody, state: TrialState, nameOf: (person: string) => string): Map<string, Mark> {
  const walked = new Set(state.walked);
  const found = new Map<string, Mark>();
  for (const { item } of walk(body.root)) {
    if (walked.has(item.id)) found.set(item.id, { isWalked: true });
    waysOf(item).forEach((way, n) => {
      if (walked.has(`${item.id}/${way.key}`)) found.set(`${item.id}/${n}`, { isWalked: true });
    });
  }
  for (const { step, instance } of state.tokens) {
    const tasks = state.tasks.filter((task) => task.instance === instance);
    const people = [...new Set(tasks.flatMap((task) => (task.owner ? [task.owner] : task.candidates)))].map(nameOf);
    const badge = people.join(" · ") || undefined;
    found.set(step, { isWalked: true, isNow: true, tone: "accent", badge, said: badge });
  }
  return found;
}
