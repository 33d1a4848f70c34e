import { api, unwrap } from "@bihuan/api";
import type { FieldRight } from "@bihuan/core";
import { may, useMe } from "@bihuan/session";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

interface Step {
  fields?: Record<string, FieldRight>;
}

/** What the flow's first step lets the person who reports fill in; everything while that is not known. */
export function useFirstRights(flow: string): Record<string, FieldRight> {
  // Customers ask for things and read no flows.
  const known = may(useMe(), "read", "flow");
  const found = useQuery({
    queryKey: ["flow", flow],
    queryFn: () => unwrap(api.GET("/api/v1/flows/{key}", { params: { path: { key: flow } } })),
    staleTime: 300_000,
    retry: false,
    enabled: known && Boolean(flow),
  });
  return useMemo(() => {
    const root = found.data?.body.root;
    const [first] = Array.isArray(root) ? (root as Step[]) : [];
    return first?.fields ?? {};
  }, [found.data]);
}
