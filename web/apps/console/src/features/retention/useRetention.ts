import { api, type Retention, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";

const KEY = ["retention"];

export function useRetention() {
  return useQuery({ queryKey: KEY, queryFn: () => unwrap(api.GET("/api/v1/retention")) });
}

function useAnswered() {
  const client = useQueryClient();
  return (data: Retention) => client.setQueryData(KEY, data);
}

export function useSetYears() {
  const onSuccess = useAnswered();
  return useCommand({
    mutationFn: ({ type, ...body }: { type: string; years: number; duty: boolean }) =>
      unwrap(api.PUT("/api/v1/retention/types/{type_key}", { params: { path: { type_key: type } }, body })),
    onSuccess,
  });
}

export function useHold() {
  const onSuccess = useAnswered();
  return useCommand({
    mutationFn: (body: { ticket: string; reason: string }) => unwrap(api.POST("/api/v1/retention/holds", { body })),
    onSuccess,
  });
}

export function useLift() {
  const onSuccess = useAnswered();
  return useCommand({
    mutationFn: ({ ticket, reason }: { ticket: string; reason: string }) =>
      unwrap(api.POST("/api/v1/retention/holds/{ticket}/lift", { params: { path: { ticket } }, body: { reason } })),
    onSuccess,
  });
}

export function useSetPurging() {
  const onSuccess = useAnswered();
  return useCommand({
    mutationFn: (on: boolean) => unwrap(api.PUT("/api/v1/retention/purging", { body: { on } })),
    onSuccess,
  });
}

export function usePurge() {
  const onSuccess = useAnswered();
  return useCommand({ mutationFn: () => unwrap(api.POST("/api/v1/retention/purge")), onSuccess });
}
