import { api, type MyTask, type TicketRow, unwrap } from "@bihuan/api";
import { useQuery } from "@tanstack/react-query";

const MOST = 50;
const LOOKED_AT_MS = 60_000;

/** A task with what the list of tickets says about its ticket, as far as this person may see that. */
export interface TaskRow {
  task: MyTask;
  row: TicketRow | undefined;
}

/** What waits for this person. Asked anew now and then: a phone is often open and seldom touched. */
export function useTasks() {
  return useQuery({ queryKey: ["tasks"], queryFn: readTasks, refetchInterval: LOOKED_AT_MS });
}

async function readTasks(): Promise<TaskRow[]> {
  const tasks = await unwrap(api.GET("/api/v1/tasks", { params: { query: { limit: MOST } } }));
  if (!tasks.length) return [];
  const ids = [...new Set(tasks.map((task) => task.ticket))].join(",");
  const page = await unwrap(api.GET("/api/v1/tickets", { params: { query: { ids, limit: MOST } } }));
  return tasks.map((task) => ({ task, row: page.items.find((row) => row.id === task.ticket) }));
}
