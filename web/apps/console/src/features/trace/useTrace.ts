import { api, unwrap } from "@bihuan/api";
import { keepPreviousData, useQuery } from "@tanstack/react-query";

/** What was typed, and how parts of it are meant: `kind:id:text`. */
export interface Asked {
  q: string;
  as: readonly string[];
}

export function useTraceBox({ q, as }: Asked) {
  const text = q.trim();
  return useQuery({
    queryKey: ["trace-box", q, as],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/trace", { signal, params: { query: { q, as: [...as] } } })),
    enabled: text.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
}

export function useTicketTrace(key: string) {
  return useQuery({
    queryKey: ["trace", key, "page"],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/trace", { params: { path: { key } } })),
  });
}

/** Why he was sent and not another: asked for when somebody wants to know. */
export function useWhyHim(key: string, wanted: boolean) {
  return useQuery({
    queryKey: ["dispatch", key, "trace"],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/dispatch", { params: { path: { key } } })),
    enabled: wanted,
    retry: false,
  });
}

/** Why a clock was due then, likewise. */
export function useWhyDue(key: string, clock: string, wanted: boolean) {
  const path = { key, clock };
  return useQuery({
    queryKey: ["clock", key, clock, "trace"],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/clocks/{clock}", { params: { path } })),
    enabled: wanted,
    retry: false,
  });
}
