import { api, type Erasures, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";

const KEY = ["erasures"];

export const KINDS = ["contact", "customer", "user", "caller"] as const;
export type Kind = (typeof KINDS)[number];

/** Whom it is about: the id of a record, or a caller's number, which stands in no address. */
export interface Who {
  kind: Kind;
  subject: string;
}

export function useErasures() {
  return useQuery({
    queryKey: KEY,
    queryFn: () => unwrap(api.GET("/api/v1/erasures")),
    // What is left is done within seconds; the page shows it being done.
    refetchInterval: ({ state }) => (state.data?.done.some((one) => one.tickets_left + one.files_left) ? 2000 : false),
  });
}

/** What would go. Asked anew whenever the page is opened: a preview must not be an old one. */
export function usePreview(who: Who | null) {
  return useQuery({
    queryKey: [...KEY, "preview", who?.kind, who?.subject],
    queryFn: () => unwrap(api.POST("/api/v1/erasures/preview", { body: who as Who })),
    enabled: who !== null,
    gcTime: 0,
    staleTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
}

function useAnswered() {
  const client = useQueryClient();
  return (data: Erasures) => client.setQueryData(KEY, data);
}

export function useErase() {
  const onSuccess = useAnswered();
  return useCommand({
    mutationFn: (body: Who & { confirm: string; reason: string; more: string[] }) =>
      unwrap(api.POST("/api/v1/erasures", { body })),
    onSuccess,
  });
}

export function useSetBackupDays() {
  const onSuccess = useAnswered();
  return useCommand({
    mutationFn: (days: number | null) => unwrap(api.PUT("/api/v1/erasures/backups", { body: { days } })),
    onSuccess,
  });
}
