// The company's own tables: which there are for this person.
import { api, unwrap } from "@bihuan/api";
import { may, useMe } from "@bihuan/session";
import type { IconName } from "@bihuan/ui";
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

const ICONS: Readonly<Record<string, IconName>> = {
  contract: "note",
  room: "board",
  visitor: "user",
  person: "user",
  customer: "user",
  vehicle: "route",
  project: "task",
  stock: "inbox",
  calendar: "clock",
};

/** The picture that a table's definition names. */
export function iconOf(name: string): IconName {
  return ICONS[name] ?? "columns";
}
