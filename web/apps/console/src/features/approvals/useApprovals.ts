import { api, type MyTask, type Ticket, unwrap } from "@bihuan/api";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useForm } from "../../shared/forms.tsx";
import { useTicketTypes } from "../../shared/lookups.ts";
import { coreOf } from "../../shared/tickets.ts";
import { useFresh } from "../../shared/useFresh.ts";

const TASKS = ["tasks"] as const;
const MOST = 50;
const DECIDED: ReadonlySet<string> = new Set(["approve", "sign"]);

/** What waits for this person's decision, oldest first. */
export function useApprovals() {
  useFresh(TASKS);
  const query = { limit: MOST };
  return useQuery({
    queryKey: [...TASKS, "approvals"],
    queryFn: () => unwrap(api.GET("/api/v1/tasks", { params: { query } })),
    select: (tasks) => tasks.filter(({ kind }) => DECIDED.has(kind)),
  });
}

const keyOf = (task: MyTask) => ["ticket", task.number];

export function useTicketOf(task: MyTask) {
  return useQuery({
    queryKey: keyOf(task),
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}", { params: { path: { key: task.number } } })),
  });
}

/** The tickets as they were last seen on this page: decisions are made on that. */
export function useSeen(): (task: MyTask) => Ticket | undefined {
  const client = useQueryClient();
  return (task) => client.getQueryData(keyOf(task));
}

/** The form of a ticket, and its history as far as it is needed to see what has changed. */
export function useCard(ticket: Ticket) {
  const key = useTicketTypes().data?.find((type) => type.key === ticket.type)?.form;
  const { form } = useForm(key, coreOf(ticket).form_version);
  const trace = useQuery({
    queryKey: ["trace", ticket.number, ticket.version],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/trace", { params: { path: { key: ticket.id } } })),
  });
  return { form, trace: trace.data };
}

export type Decision = "agree" | "refuse";

export interface Decided {
  task: MyTask;
  ticket: Ticket;
  comment: string;
}

/** One decision, as a command of its own: on what was seen, and done once however often it is sent. */
export function decide({ task, ticket, comment }: Decided, action: Decision, key: string): Promise<Ticket> {
  const params = { path: { task: task.id, action }, header: { "Idempotency-Key": key } };
  const body = { comment, seen: ticket.version };
  return unwrap(api.POST("/api/v1/tasks/{task}/actions/{action}", { params, body }));
}
