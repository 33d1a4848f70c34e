import { type ActionInput, type AmendInput, api, type CallInput, isProblem, type Ticket, unwrap } from "@bihuan/api";
import { useCommand, useHappenings } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";

export function useTicket(key: string) {
  return useQuery({
    queryKey: ["ticket", key],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}", { params: { path: { key } } })),
  });
}

export function useTrace(key: string, version: number | undefined) {
  return useQuery({
    queryKey: ["trace", key, version],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/trace", { params: { path: { key } } })),
    enabled: version !== undefined,
    placeholderData: (before) => before,
  });
}

// Refusals that say: somebody else was here since this page was read.
const MOVED_ON = new Set([
  "ticket.fields_changed",
  "ticket.inputs_changed",
  "task.not_open",
  "task.action_not_now",
  "wait.over",
  "incident.over",
]);

/** What happens to the ticket, whoever does it, shows on its open page. */
export function useLiveTicket(key: string, id: string | undefined): void {
  const client = useQueryClient();
  useHappenings(
    (happening) => happening.stream === `ticket:${id}`,
    () => void client.invalidateQueries({ queryKey: ["ticket", key] }),
  );
}

/** After a command: the ticket is what the server answered, and lists are read anew. */
function useAfter(key: string) {
  const client = useQueryClient();
  return {
    onSuccess: async (ticket: Ticket) => {
      client.setQueryData(["ticket", key], ticket);
      await Promise.all(
        ["tickets", "tasks", "colleagues"].map((name) => client.invalidateQueries({ queryKey: [name] })),
      );
    },
    onError: async (error: Error) => {
      if (isProblem(error) && MOVED_ON.has(error.code)) await client.invalidateQueries({ queryKey: ["ticket", key] });
    },
  };
}

export interface TaskAct {
  task: string;
  action: string;
  body: ActionInput;
}

/** Do one action of a task. With `seen`, what others changed since stands beside it (features/ticket/merging). */
export function useActOnTask(key: string) {
  return useCommand({
    mutationFn: ({ task, action, body }: TaskAct) =>
      unwrap(
        api.POST("/api/v1/tasks/{task}/actions/{action}", {
          params: { path: { task, action } },
          body,
        }),
      ),
    ...useAfter(key),
  });
}

/** 催办: whoever has the task is told. */
export function useUrge(key: string) {
  return useCommand({
    mutationFn: (task: string) =>
      unwrap(api.POST("/api/v1/tasks/{task}/urge", { params: { path: { task } }, body: { comment: "" } })),
    ...useAfter(key),
  });
}

/** Correct what the ticket says. */
export function useAmend(key: string) {
  return useCommand({
    mutationFn: (body: AmendInput) => unwrap(api.PATCH("/api/v1/tickets/{key}", { params: { path: { key } }, body })),
    ...useAfter(key),
  });
}

export type RunAction = "withdraw" | "reopen" | "terminate" | "force_close" | "archive" | "erase";

export function useActOnTicket(key: string) {
  return useCommand({
    mutationFn: ({ action, ...body }: { action: RunAction; reason: string; children: "" | "leave" | "end" }) =>
      unwrap(
        api.POST("/api/v1/tickets/{key}/actions/{action}", {
          params: { path: { key, action } },
          body,
        }),
      ),
    ...useAfter(key),
  });
}

/** Wait no longer for what a step of the flow waits for. */
export function useEndWait(key: string) {
  return useCommand({
    mutationFn: ({ instance, reason }: { instance: string; reason: string }) =>
      unwrap(
        api.POST("/api/v1/tickets/{key}/waits/{instance}/end", {
          params: { path: { key, instance } },
          body: { reason },
        }),
      ),
    ...useAfter(key),
  });
}

export type Settling = "retry" | "skip" | "fill";

/** See to an automatic action that failed. */
export function useSettle(key: string) {
  return useCommand({
    mutationFn: ({ instance, how, reason }: { instance: string; how: Settling; reason: string }) =>
      unwrap(
        api.POST("/api/v1/tickets/{key}/incidents/{instance}/{how}", {
          params: { path: { key, instance, how } },
          body: { reason },
        }),
      ),
    ...useAfter(key),
  });
}

/** 已阅: what this person was told of the ticket is read. */
export function useReadCopies(key: string) {
  return useCommand({
    mutationFn: () => unwrap(api.POST("/api/v1/tickets/{key}/read", { params: { path: { key } } })),
    ...useAfter(key),
  });
}

/** Note a phone call with the customer. */
export function useLogCall(key: string) {
  const client = useQueryClient();
  const after = useAfter(key);
  return useCommand({
    mutationFn: (body: CallInput) =>
      unwrap(api.POST("/api/v1/tickets/{key}/calls", { params: { path: { key } }, body })),
    ...after,
    onSuccess: async (ticket: Ticket) => {
      await after.onSuccess(ticket);
      await client.invalidateQueries({ queryKey: ["clocks"] });
    },
  });
}

export function useAddNote(key: string) {
  return useCommand({
    mutationFn: (body: { text: string; public: boolean; mentions: string[] }) =>
      unwrap(api.POST("/api/v1/tickets/{key}/notes", { params: { path: { key } }, body })),
    ...useAfter(key),
  });
}
