import { api, type Dispatch, type Ticket, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useFresh } from "../../shared/useFresh.ts";

const LOOK_MS = 30_000;

export function useDispatch(ticket: Ticket) {
  const key = ticket.number;
  return useQuery({
    queryKey: ["dispatch", key, ticket.version],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/dispatch", { params: { path: { key } } })),
    placeholderData: (before) => before,
    retry: false,
  });
}

/** A task that waits for a dispatcher, as the server sends it. */
export interface WaitingTask {
  id: string;
  number: string;
  title: string;
  type: string;
  priority: string | null;
  owner: string | null;
  opened_at: number;
  due: number | null;
  state: string;
  needs: string | null;
  people: string[];
  helpers: string[];
  policy: string | null;
  failures: number;
  until: number | null;
}

const WAITING = ["waiting"] as const;

/** What waits for a dispatcher: read again when something happens to tickets, and now and then, for time passes, too. */
export function useWaiting() {
  useFresh(WAITING);
  return useQuery({
    queryKey: WAITING,
    queryFn: () => unwrap(api.GET("/api/v1/dispatch/waiting")),
    select: ({ tasks, names }) => ({ tasks: tasks as unknown as WaitingTask[], names }),
    refetchInterval: LOOK_MS,
    refetchOnWindowFocus: "always",
  });
}

export type Ask = "decide" | "recommend";

/** Let the policy act on a task, or say whom it would take. */
export function useAskPolicy(task: string) {
  const client = useQueryClient();
  const params = { path: { task } };
  return useCommand<Dispatch, Ask>({
    mutationFn: (ask) =>
      ask === "decide"
        ? unwrap(api.POST("/api/v1/dispatch/tasks/{task}/decide", { params }))
        : unwrap(api.POST("/api/v1/dispatch/tasks/{task}/recommend", { params })),
    onSuccess: () =>
      Promise.all(["waiting", "tickets", "ticket"].map((name) => client.invalidateQueries({ queryKey: [name] }))),
  });
}
