// The company's own tables: which there are for this person.
import { api, unwrap } from "@bihuan/api";
import { may, useMe } from "@bihuan/session";
import { useQuery } from "@tanstack/react-query";

const KEPT_MS = 60_000;

export function useTables() {
  const me = useMe();
  return useQuery({
    queryKey: ["tables"],
    queryFn: () => unwrap(api.GET("/api/v1/tables")),
    staleTime: KEPT_MS,
    enabled: ["read", "create"].some((action) => may(me, action, "table_record")) || may(me, "manage", "table"),
  });
}
