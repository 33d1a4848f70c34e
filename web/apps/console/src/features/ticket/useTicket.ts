import { type ActionInput, api, type CallInput, isProblem, type Ticket, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
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

/** After a command: the ticket is what the server answered, and lists are read anew. */
function useAfter(key: string) {
  const client = useQueryClient();
  return {
    onSuccess: async (ticket: Ticket) => {
      client.setQueryData(["ticket", key], ticket);
      await Promise.all(["tickets", "tasks"].map((name) => client.invalidateQueries({ queryKey: [name] })));
    },
    onError: async (error: Error) => {
      if (isProblem(error, "command.stale")) await client.invalidateQueries({ queryKey: ["ticket", key] });
    },
  };
}

export interface TaskAct {
  task: string;
  action: string;
  version: number;
  body: ActionInput;
}

/** Do one action of a task. Refused as stale when somebody else was faster. */
export function useActOnTask(key: string) {
  return useCommand({
    mutationFn: ({ task, action, version, body }: TaskAct) =>
      unwrap(
        api.POST("/api/v1/tasks/{task}/actions/{action}", {
          params: { path: { task, action }, header: { "If-Match": `"${version}"` } },
          body,
        }),
      ),
    ...useAfter(key),
  });
}

export type RunAction = "withdraw" | "reopen" | "force_close" | "archive" | "erase";

export function useActOnTicket(key: string) {
  return useCommand({
    mutationFn: ({ action, reason }: { action: RunAction; reason: string }) =>
      unwrap(
        api.POST("/api/v1/tickets/{key}/actions/{action}", {
          params: { path: { key, action } },
          body: { reason },
        }),
      ),
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
    mutationFn: (body: { text: string; public: boolean }) =>
      unwrap(api.POST("/api/v1/tickets/{key}/notes", { params: { path: { key } }, body })),
    ...useAfter(key),
  });
}
