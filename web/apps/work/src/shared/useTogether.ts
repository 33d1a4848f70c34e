// Sessions that this person is asked to, tasks of others that he helps with, and who works together on a ticket.
import { api, type Ticket, unwrap } from "@bihuan/api";
import { instantOf, wallOf } from "@bihuan/core";
import { useMe } from "@bihuan/session";
import { useQuery } from "@tanstack/react-query";

const LOOKED_AT_MS = 60_000;
const DAY_MS = 86_400_000;

/** The sessions of today, by the company's days. */
export function useSessionsToday() {
  const { zone } = useMe().tenant;
  const wall = wallOf(Date.now(), zone);
  const day = Math.floor(wall / DAY_MS) * DAY_MS;
  const query = { start: instantOf(day, zone), end: instantOf(day + DAY_MS, zone) };
  return useQuery({
    queryKey: ["my-sessions", query],
    queryFn: () => unwrap(api.GET("/api/v1/joint-sessions", { params: { query } })),
    refetchInterval: LOOKED_AT_MS,
    retry: false,
  });
}

/** Open tasks of others that this person helps with. */
export function useHelping() {
  return useQuery({
    queryKey: ["helping"],
    queryFn: () => unwrap(api.GET("/api/v1/tasks/helping")),
    refetchInterval: LOOKED_AT_MS,
    retry: false,
  });
}

/** Sessions and crews of one ticket. */
export function useTogether(ticket: Ticket) {
  const path = { key: ticket.number };
  return useQuery({
    queryKey: ["together", ticket.number, ticket.version],
    queryFn: async () => {
      const [{ sessions, may_plan }, crews] = await Promise.all([
        unwrap(api.GET("/api/v1/tickets/{key}/sessions", { params: { path } })),
        unwrap(api.GET("/api/v1/tickets/{key}/crews", { params: { path } })),
      ]);
      return { sessions: sessions.filter(({ state }) => state !== "cancelled"), mayPlan: may_plan, crews };
    },
    retry: false,
  });
}

/** Who is on duty and free in a slot. What is free now may not be later: nothing to keep on the phone. */
export function useAvailability(slot: { start: number; end: number }, people: readonly string[]) {
  return useQuery({
    queryKey: ["availability", slot, people],
    queryFn: () =>
      unwrap(api.GET("/api/v1/joint-sessions/availability", { params: { query: { ...slot, person: [...people] } } })),
    enabled: people.length > 0 && slot.end > slot.start && navigator.onLine,
    retry: false,
    meta: { isPassing: true },
  });
}
