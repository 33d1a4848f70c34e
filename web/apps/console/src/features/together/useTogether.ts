import { api, type MinutesInput, type SessionInput, type Ticket, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";

export function useSessions(ticket: Ticket) {
  const key = ticket.number;
  return useQuery({
    queryKey: ["sessions", key, ticket.version],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/sessions", { params: { path: { key } } })),
    placeholderData: (before) => before,
    retry: false,
  });
}

export function useCrews(ticket: Ticket) {
  const key = ticket.number;
  return useQuery({
    queryKey: ["crews", key, ticket.version],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/crews", { params: { path: { key } } })),
    placeholderData: (before) => before,
    retry: false,
  });
}

/** Who is on duty and free in a slot; asked once there are people to ask about. */
export function useAvailability(slot: { start: number; end: number }, people: readonly string[]) {
  return useQuery({
    queryKey: ["availability", slot, people],
    queryFn: () =>
      unwrap(api.GET("/api/v1/joint-sessions/availability", { params: { query: { ...slot, person: [...people] } } })),
    enabled: people.length > 0 && slot.end > slot.start,
    retry: false,
  });
}

function useAfter() {
  const client = useQueryClient();
  const names = ["sessions", "crews", "availability", "ticket", "trace"];
  return { onSuccess: () => Promise.all(names.map((name) => client.invalidateQueries({ queryKey: [name] }))) };
}

/** Book a session, or change the one that is named. */
export function useBook(key: string, session: string | null) {
  return useCommand({
    mutationFn: (body: SessionInput) =>
      unwrap(
        session
          ? api.PUT("/api/v1/tickets/{key}/sessions/{session}", { params: { path: { key, session } }, body })
          : api.POST("/api/v1/tickets/{key}/sessions", { params: { path: { key } }, body }),
      ),
    ...useAfter(),
  });
}

export function useCancelSession(key: string, session: string) {
  return useCommand({
    mutationFn: (reason: string) =>
      unwrap(
        api.POST("/api/v1/tickets/{key}/sessions/{session}/cancel", {
          params: { path: { key, session } },
          body: { reason },
        }),
      ),
    ...useAfter(),
  });
}

export function useMinutes(key: string, session: string) {
  return useCommand({
    mutationFn: (body: MinutesInput) =>
      unwrap(
        api.POST("/api/v1/tickets/{key}/sessions/{session}/minutes", { params: { path: { key, session } }, body }),
      ),
    ...useAfter(),
  });
}

export function useSetHelpers(task: string) {
  return useCommand({
    mutationFn: (people: string[]) =>
      unwrap(api.PUT("/api/v1/tasks/{task}/helpers", { params: { path: { task } }, body: { people } })),
    ...useAfter(),
  });
}
