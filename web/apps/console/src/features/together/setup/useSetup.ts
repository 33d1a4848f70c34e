import { api, type FamilyRules, type TicketType, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";

/** Save what a type says of children; the rest of it stays as it is. */
export function useSaveRules(type: TicketType) {
  const client = useQueryClient();
  return useCommand({
    mutationFn: (children: FamilyRules) => {
      const { key, version: _version, offered: _offered, ...body } = type;
      return unwrap(api.PUT("/api/v1/ticket-types/{key}", { params: { path: { key } }, body: { ...body, children } }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["ticket-types"] }),
  });
}

export function useSessionRules() {
  return useQuery({
    queryKey: ["session-rules"],
    queryFn: () => unwrap(api.GET("/api/v1/joint-sessions/rules")),
  });
}

export function useSaveSessionRules() {
  const client = useQueryClient();
  return useCommand({
    mutationFn: (double_booking: "warn" | "refuse") =>
      unwrap(api.PUT("/api/v1/joint-sessions/rules", { body: { double_booking } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["session-rules"] }),
  });
}
