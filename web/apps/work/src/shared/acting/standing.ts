// Where a job stands by what this phone knows: as the server told it last, and what was done here since.
import type { Action, Task, Ticket } from "@bihuan/api";
import type { Item } from "../queue/item.ts";

export interface Standing {
  task: Task;
  /** The state of the visit: accepted, en_route … */
  visit: string | null;
  /** What this person may do next. */
  actions: readonly Action[];
  /** The server has not confirmed it yet. */
  ahead: boolean;
  /** Done as far as this phone is concerned. */
  ended: boolean;
  /** Others were asked in: it goes on when the server has said how. */
  waits?: boolean;
}

// After these the task goes on as it was, or waits for others; after all else it moves or is over.
const BESIDE = new Set(["sign_parallel"]);
const WAITING = new Set(["consult", "sign_before", "recall"]);

/**
 * Each open task of a ticket that was read at `readAt`, after the steps that were done on this phone since. A step that
 * was turned down and those behind it have not happened.
 */
export function standingsOf(ticket: Ticket, readAt: number, items: readonly Item[]): Standing[] {
  const done = stepsSince(readAt, items);
  return ticket.tasks.map((task) => {
    const own = done.flatMap(({ work }) => (work.kind === "action" && work.task === task.id ? [work.action] : []));
    return own.reduce<Standing>(after, {
      task,
      visit: typeof task.visit?.state === "string" ? task.visit.state : null,
      actions: task.actions,
      ahead: false,
      ended: false,
    });
  });
}

/** How an action is offered by a task, now or later. */
export function offerOf(ticket: Ticket, task: string, key: string): { task: Task; action: Action } | null {
  const found = ticket.tasks.find((one) => one.id === task);
  const offers = found ? [...found.actions, ...Object.values(found.ahead ?? {}).flat()] : [];
  const action = offers.find((one) => one.key === key);
  return found && action ? { task: found, action } : null;
}

function stepsSince(readAt: number, items: readonly Item[]): Item[] {
  const since = items.filter((item) => item.state !== "sent" || (item.sentAt ?? 0) > readAt);
  const stop = since.findIndex((item) => item.state === "refused");
  return stop < 0 ? since : since.slice(0, stop);
}

function after(standing: Standing, key: string): Standing {
  const action = standing.actions.find((one) => one.key === key);
  // The server knew of it already when it was asked, or it will turn it down.
  if (!action) return standing;
  const visit = action.leads_to;
  if (BESIDE.has(key)) return { ...standing, ahead: true };
  if (WAITING.has(key)) return { ...standing, actions: [], ahead: true, waits: true };
  if (!visit) return { ...standing, actions: [], ahead: true, ended: true };
  // A card that an earlier version of the app has kept knows nothing of later steps.
  const actions = standing.task.ahead?.[visit] ?? [];
  return { ...standing, visit, actions, ahead: true };
}
