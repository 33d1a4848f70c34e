import { api, type Ticket, unwrap } from "@bihuan/api";
import { useQuery } from "@tanstack/react-query";

const LOOK_MS = 60_000;

/** The clocks of a ticket. Who may not know what is due is not sent `next_due`, and has nothing to ask. */
export function useClocks(ticket: Ticket) {
  const key = ticket.number;
  return useQuery({
    queryKey: ["clocks", key, ticket.version],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/clocks", { params: { path: { key } } })),
    enabled: "next_due" in ticket,
    placeholderData: (before) => before,
    refetchInterval: LOOK_MS,
    retry: false,
  });
}

export function useClockStory(ticket: Ticket, clock: string) {
  const path = { key: ticket.number, clock };
  return useQuery({
    queryKey: ["clock", path.key, clock, ticket.version],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/clocks/{clock}", { params: { path } })),
  });
}
