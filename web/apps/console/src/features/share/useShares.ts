import { api, type Ticket, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";

/** The links that were given for a ticket. */
export function useShares(ticket: Ticket, wanted: boolean) {
  const key = ticket.number;
  return useQuery({
    queryKey: ["shares", key],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/access-links", { params: { path: { key } } })),
    enabled: wanted,
    retry: false,
  });
}

export function useIssue(ticket: Ticket) {
  const client = useQueryClient();
  const key = ticket.number;
  return useCommand({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/tickets/{key}/access-links", { params: { path: { key } }, body: { days: 365 } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["shares", key] }),
  });
}

export function useRevoke(ticket: Ticket) {
  const client = useQueryClient();
  const key = ticket.number;
  return useCommand({
    mutationFn: (link: string) =>
      unwrap(api.DELETE("/api/v1/tickets/{key}/access-links/{link}", { params: { path: { key, link } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["shares", key] }),
  });
}
