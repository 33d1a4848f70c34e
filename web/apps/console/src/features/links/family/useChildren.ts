import { api, type ChildInput, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";

function useAfter() {
  const client = useQueryClient();
  const names = ["family", "ticket", "tickets", "tasks", "trace", "links"];
  return { onSuccess: () => Promise.all(names.map((name) => client.invalidateQueries({ queryKey: [name] }))) };
}

/** What a child of this type may begin with. */
export function useOffer(key: string, type: string) {
  return useQuery({
    queryKey: ["child-offer", key, type],
    queryFn: () =>
      unwrap(api.GET("/api/v1/tickets/{key}/children/offer", { params: { path: { key }, query: { type } } })),
    enabled: type !== "",
    retry: false,
    gcTime: 0,
  });
}

export function useOpenChild(key: string) {
  return useCommand({
    mutationFn: (body: ChildInput) =>
      unwrap(api.POST("/api/v1/tickets/{key}/children", { params: { path: { key } }, body })),
    ...useAfter(),
  });
}

/** Make a known ticket a child. */
export function useTieChild(key: string) {
  return useCommand({
    mutationFn: (other: string) =>
      unwrap(
        api.PUT("/api/v1/tickets/{key}/links/{link}/{other}", { params: { path: { key, link: "parent", other } } }),
      ),
    ...useAfter(),
  });
}

export function useUntieChild(key: string) {
  return useCommand({
    mutationFn: (other: string) =>
      unwrap(
        api.DELETE("/api/v1/tickets/{key}/links/{link}/{other}", { params: { path: { key, link: "parent", other } } }),
      ),
    ...useAfter(),
  });
}
