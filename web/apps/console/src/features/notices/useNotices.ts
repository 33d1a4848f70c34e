import { api, unwrap } from "@bihuan/api";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

const PAGE = 30;
// A stream per tab would use up a browser's few connections to one server; the bell asks now and then, and on focus.
const LOOK_MS = 20_000;

export function useUnread() {
  return useQuery({
    queryKey: ["notices", "count"],
    queryFn: () => unwrap(api.GET("/api/v1/notices/unread")),
    select: (unread) => unread.count,
    refetchInterval: LOOK_MS,
    refetchOnWindowFocus: "always",
    retry: false,
  });
}

/** The person's notices, newest first, page by page. */
export function useNotices(unread: boolean) {
  return useInfiniteQuery({
    queryKey: ["notices", "list", unread],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/api/v1/notices", {
          params: { query: { unread, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.cursor ?? undefined,
    refetchInterval: LOOK_MS,
  });
}

export function useMarkRead() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(api.POST("/api/v1/notices/{notice_id}/read", { params: { path: { notice_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["notices"] }),
  });
}

export function useMarkAllRead() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/notices/read")),
    onSuccess: () => client.invalidateQueries({ queryKey: ["notices"] }),
  });
}
