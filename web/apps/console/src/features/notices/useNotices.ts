import { api, unwrap } from "@bihuan/api";
import { type Happening, useCommand, useHappenings, useLiveState } from "@bihuan/session";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { choiceSent } from "./choice.ts";

const PAGE = 30;
const NOTICES = ["notices"];
// Where the stream of events is broken the page asks now and then; where it is not, it asks when it is told to.
const LOOK_MS = 20_000;
// Several notices of one cause are asked for once, and the bell still rings well within a second.
const GATHER_MS = 100;

/** Keeps count and list current by the stream of events. Stands once on every page: the bell. */
export function useNoticesAsTheyCome(): void {
  const client = useQueryClient();
  const isLive = useLiveState() === "live";
  const renew = () => client.invalidateQueries({ queryKey: NOTICES });
  useHappenings(isNotice, renew, GATHER_MS);
  useEffect(() => {
    if (!isLive) return;
    // What came between the first look and the opening of the stream was told to nobody: look anew, also when the first
    // look is still under way.
    client.cancelQueries({ queryKey: NOTICES }).then(() => client.invalidateQueries({ queryKey: NOTICES }));
  }, [isLive, client]);
}

/** Only its recipient hears of a notice. */
function isNotice(happening: Happening): boolean {
  return happening.stream.startsWith("notice:");
}

function useLook(): number | false {
  return useLiveState() === "live" ? false : LOOK_MS;
}

export function useUnread() {
  return useQuery({
    queryKey: [...NOTICES, "count"],
    queryFn: () => unwrap(api.GET("/api/v1/notices/unread")),
    select: (unread) => unread.count,
    refetchInterval: useLook(),
    refetchOnWindowFocus: "always",
    retry: false,
  });
}

/** The person's notices, newest first, page by page. */
export function useNotices(unread: boolean) {
  return useInfiniteQuery({
    queryKey: [...NOTICES, "list", unread],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/api/v1/notices", {
          params: { query: { unread, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.cursor ?? undefined,
    refetchInterval: useLook(),
  });
}

export function useMarkRead() {
  const client = useQueryClient();
  return useCommand({
    mutationFn: (id: string) =>
      unwrap(api.POST("/api/v1/notices/{notice_id}/read", { params: { path: { notice_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: NOTICES }),
  });
}

export function useMarkAllRead() {
  const client = useQueryClient();
  return useCommand({
    mutationFn: () => unwrap(api.POST("/api/v1/notices/read")),
    onSuccess: () => client.invalidateQueries({ queryKey: NOTICES }),
  });
}

/** How this person wants to be told, and what there is to choose from. */
export function useMyChoice() {
  return useQuery({
    queryKey: ["notice-choice"],
    queryFn: () => unwrap(api.GET("/api/v1/notices/preferences")),
  });
}

export function useChoose() {
  const client = useQueryClient();
  return useCommand({
    mutationFn: (body: ReturnType<typeof choiceSent>) => unwrap(api.PUT("/api/v1/notices/preferences", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["notice-choice"] }),
  });
}
