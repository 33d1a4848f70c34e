// One command for each ticket of the pool that was chosen.
import { api, type Ticket, unwrap } from "@bihuan/api";
import { inTurn, type Outcome } from "../../../shared/inTurn.ts";
import type { Chosen } from "../selection.ts";

export type BulkAsk =
  | { kind: "assign"; person: string }
  | { kind: "priority"; priority: string }
  | { kind: "tag"; tag: string }
  | { kind: "close"; reason: string };

export type { Outcome };

/** The ticket has no step now that could be given to somebody. */
export class NothingToAssign extends Error {}

/** Runs until all have been tried. A key for each ticket: sent again after a cut line, it does nothing twice. */
export function runBulk(
  chosen: readonly Chosen[],
  batch: string,
  ask: BulkAsk,
  tell: (id: string, outcome: Outcome) => void,
  send: typeof sendOne = sendOne,
): Promise<void> {
  return inTurn(chosen, (one) => send(one, `${batch}:${one.id}`, ask), tell);
}

export async function sendOne(ticket: Chosen, key: string, ask: BulkAsk): Promise<void> {
  const path = { key: ticket.id };
  const header = { "Idempotency-Key": key };
  if (ask.kind === "close") {
    const body = { reason: ask.reason };
    await unwrap(
      api.POST("/api/v1/tickets/{key}/actions/{action}", {
        params: { path: { ...path, action: "force_close" }, header },
        body,
      }),
    );
    return;
  }
  if (ask.kind === "priority") {
    await unwrap(
      api.PATCH("/api/v1/tickets/{key}", { params: { path, header }, body: { changes: { priority: ask.priority } } }),
    );
    return;
  }
  const known = await unwrap(api.GET("/api/v1/tickets/{key}", { params: { path } }));
  await (ask.kind === "tag" ? addTag(known, header, ask.tag) : assign(known, header, ask.person));
}

async function addTag(ticket: Ticket, header: { "Idempotency-Key": string }, tag: string): Promise<void> {
  const tags = Array.isArray(ticket.tags) ? ticket.tags : [];
  if (tags.includes(tag)) return;
  const params = { path: { key: ticket.id }, header: { ...header, "If-Match": `"${ticket.version}"` } };
  await unwrap(api.PATCH("/api/v1/tickets/{key}", { params, body: { changes: { tags: [...tags, tag] } } }));
}

async function assign(ticket: Ticket, header: { "Idempotency-Key": string }, person: string): Promise<void> {
  const task = ticket.tasks.find((one) => one.actions.some((action) => action.key === "assign"));
  if (!task) throw new NothingToAssign();
  const path = { task: task.id, action: "assign" };
  await unwrap(api.POST("/api/v1/tasks/{task}/actions/{action}", { params: { path, header }, body: { person } }));
}
