import { api, type SettleInput, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";

const LOOK_MS = 60_000;

/** Doubtful times that wait for this lead, or those that were settled. */
export function useDoubtfulTimes(state: "open" | "settled") {
  return useQuery({
    queryKey: ["claimed-times", state],
    queryFn: () => unwrap(api.GET("/api/v1/claimed-times", { params: { query: { state } } })),
    refetchInterval: LOOK_MS,
    placeholderData: (before) => before,
  });
}

/** Confirm a time, or set it right. */
export function useSettle(key: string, no: number) {
  const client = useQueryClient();
  return useCommand({
    mutationFn: (body: SettleInput) =>
      unwrap(api.POST("/api/v1/tickets/{key}/claimed-times/{no}", { params: { path: { key, no } }, body })),
    onSuccess: () =>
      Promise.all(
        ["claimed-times", "clocks", "clock", "ticket", "tickets"].map((name) =>
          client.invalidateQueries({ queryKey: [name] }),
        ),
      ),
  });
}
