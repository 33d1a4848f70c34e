import { api, unwrap } from "@bihuan/api";
import type { FieldRight } from "@bihuan/core";
import { may, useMe } from "@bihuan/session";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

const KEPT_MS = 10 * 60_000;

/** What the flow's first step lets the person who reports fill in; everything while that is not known. */
export function useFirstRights(flow: string): Record<string, FieldRight> {
  // Customers ask for things and read no flows.
  const known = may(useMe(), "read", "flow");
  const found = useQuery({
    queryKey: ["flow", flow],
    queryFn: () => unwrap(api.GET("/api/v1/flows/{key}", { params: { path: { key: flow } } })),
    staleTime: KEPT_MS,
    retry: false,
    enabled: known,
  });
  return useMemo(() => {
    const root = found.data?.body.root;
    const [first] = Array.isArray(root) ? (root as { fields?: Record<string, FieldRight> }[]) : [];
    return first?.fields ?? {};
  }, [found.data]);
}
