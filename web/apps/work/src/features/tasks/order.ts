import type { Standing } from "../../shared/acting/standing.ts";
import type { TaskRow } from "../../shared/useTasks.ts";

/** A task with how far its site is; null while the phone does not know where it or the site is. */
export interface PlacedTask extends TaskRow {
  metres: number | null;
  /** Where it stands by what this phone knows, once its card has been read. */
  standing?: Standing | undefined;
}

export type Order = "due" | "near";

/** What is due first comes first, then what is near; or the other way round. What promises nothing comes last. */
export function inOrder(tasks: readonly PlacedTask[], order: Order): PlacedTask[] {
  const due = (a: PlacedTask, b: PlacedTask) => dueOf(a) - dueOf(b) || 0;
  const near = (a: PlacedTask, b: PlacedTask) => metresOf(a) - metresOf(b) || 0;
  const [first, second] = order === "due" ? [due, near] : [near, due];
  return [...tasks].sort((a, b) => first(a, b) || second(a, b) || a.task.opened_at - b.task.opened_at);
}

// Numbers rather than Infinity: a difference of two infinities is no number.
function dueOf({ row }: PlacedTask): number {
  if (row?.red) return 0;
  return typeof row?.next_due === "number" ? row.next_due : Number.MAX_SAFE_INTEGER;
}

function metresOf({ metres }: PlacedTask): number {
  return metres ?? Number.MAX_SAFE_INTEGER;
}
