import { api, unwrap } from "@bihuan/api";
import { useMe } from "@bihuan/session";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { conditionOf, type PoolFilter } from "./filter.ts";

const PAGE = 50;

/** The tickets of a filter, newest first, page by page. */
export function usePool(filter: PoolFilter) {
  const me = useMe();
  const condition = conditionOf(filter, me.id);
  return useInfiniteQuery({
    queryKey: ["tickets", condition ?? "", filter.q],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/api/v1/tickets", {
          signal,
          params: {
            query: {
              limit: PAGE,
              sort: "-created_at",
              ...(condition ? { filter: condition } : {}),
              ...(filter.q ? { q: filter.q } : {}),
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}
