import { api, type PoolField, unwrap } from "@bihuan/api";
import { useQuery } from "@tanstack/react-query";

const NONE: readonly PoolField[] = [];

/** What can be shown, filtered and sorted by; with a type, the fields of its form too. */
export function useFields(type: string): readonly PoolField[] {
  const query = useQuery({
    queryKey: ["pool-fields", type],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/fields", { params: { query: type ? { type } : {} } })),
    staleTime: 5 * 60_000,
    placeholderData: (before) => before,
  });
  return query.data ?? NONE;
}
