import { api, type TicketView, unwrap, type ViewInput } from "@bihuan/api";
import { useCommand, useHappenings } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";

const VIEWS = ["views"] as const;
const COUNT_EVERY_MS = 10_000;
const NONE: readonly TicketView[] = [];

/** The views that one may use, with how many tickets each has now. */
export function useViews() {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: VIEWS,
    queryFn: () => unwrap(api.GET("/api/v1/ticket-views", { params: { query: { counts: true } } })),
    staleTime: COUNT_EVERY_MS,
  });
  useHappenings(
    (happening) => happening.stream.startsWith("ticket:"),
    () => client.invalidateQueries({ queryKey: VIEWS }),
    COUNT_EVERY_MS,
  );
  return { views: query.data ?? NONE, isReady: query.isSuccess };
}

export function useSaveView() {
  return useAfter((asked: { view: string | null; body: ViewInput }) =>
    asked.view
      ? unwrap(api.PUT("/api/v1/ticket-views/{view}", { params: { path: { view: asked.view } }, body: asked.body }))
      : unwrap(api.POST("/api/v1/ticket-views", { body: asked.body })),
  );
}

export function useDeleteView() {
  return useAfter((view: string) => unwrap(api.DELETE("/api/v1/ticket-views/{view}", { params: { path: { view } } })));
}

/** Which view the pool opens with; null for the plain list. */
export function useChooseDefault() {
  return useAfter((view: string | null) => unwrap(api.PUT("/api/v1/ticket-views/default", { body: { view } })));
}

function useAfter<Asked, Answer>(mutationFn: (asked: Asked) => Promise<Answer>) {
  const client = useQueryClient();
  return useCommand({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey: VIEWS }) });
}
