// What "nobody attends to it" means, as conditions of the ticket list. The gravest comes first.
import type { Json } from "@bihuan/core";

export const GROUPS = ["overdue", "nobody", "promise"] as const;
export type Group = (typeof GROUPS)[number];

const OPEN: Json = { op: "in", left: { field: "category" }, right: ["new", "active", "waiting"] };
const NOBODYS: Json = { op: "empty", left: { field: "assignee" } };
const OVERDUE: Json = { op: "eq", left: { field: "clock_state" }, right: "breached" };
const UNPROMISED: Json = { op: "empty", left: { field: "next_due" } };
const PARTS: Record<Group, Json[]> = {
  overdue: [OPEN, NOBODYS, OVERDUE],
  nobody: [OPEN, NOBODYS],
  promise: [OPEN, UNPROMISED],
};

/** The condition of a group, as the list and the pool's address take it. */
export function conditionOf(group: Group): string {
  return JSON.stringify({ all: PARTS[group] });
}
