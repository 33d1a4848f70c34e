import { api, type Ticket, unwrap } from "@bihuan/api";
import { useQuery } from "@tanstack/react-query";

/** The files of a ticket with their versions; read anew whenever something happened to the ticket. */
export function useTicketFiles(ticket: Ticket) {
  const key = ticket.number;
  return useQuery({
    queryKey: ["files", key, ticket.version],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/files", { params: { path: { key } } })),
    placeholderData: (before) => before,
    retry: false,
  });
}
