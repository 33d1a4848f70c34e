import { api, ProblemError, requestHeaders, tenantBase, unwrap } from "@bihuan/api";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { queryOf } from "./questions.ts";

type Query = ReturnType<typeof queryOf>;
const FRESH_MS = 30_000;

export function useOffer(type: string) {
  return useQuery({
    queryKey: ["reports", "offer", type],
    queryFn: () => unwrap(api.GET("/api/v1/reports/measures", { params: { query: type ? { type } : {} } })),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
  });
}

export function useReport(query: Query) {
  return useQuery({
    queryKey: ["reports", "answer", query],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/reports/query", { signal, params: { query } })),
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
    retry: false,
  });
}

/** The answer as a file, handed to the browser. */
export async function saveReport(query: Query): Promise<void> {
  const address = `${tenantBase()}/api/v1/reports/export?${new URLSearchParams({ ...query, format: "csv" })}`;
  const answer = await fetch(address, { headers: requestHeaders("GET") });
  if (!answer.ok) throw new ProblemError(await answer.json().catch(() => ({})), answer.status);
  const file = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = file;
  link.download = "report.csv";
  link.click();
  URL.revokeObjectURL(file);
}
