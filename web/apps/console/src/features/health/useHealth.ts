import { api, type Health, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";

const KEY = ["health"];
const RENEWED_MS = 15_000;

export function useHealth() {
  return useQuery({
    queryKey: KEY,
    queryFn: () => unwrap(api.GET("/api/v1/health")),
    refetchInterval: RENEWED_MS,
  });
}

export function useRetry() {
  const client = useQueryClient();
  return useCommand({
    mutationFn: (id: string) =>
      unwrap(api.POST("/api/v1/health/followers/{follower_id}/retry", { params: { path: { follower_id: id } } })),
    onSuccess: (data: Health) => client.setQueryData(KEY, data),
  });
}

export function useRebuild() {
  const client = useQueryClient();
  return useCommand({
    mutationFn: () => unwrap(api.POST("/api/v1/health/search/rebuild")),
    onSuccess: (data: Health) => client.setQueryData(KEY, data),
  });
}
