import { api, ProblemError, requestHeaders, tenantBase, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";

const OCTETS = { "Content-Type": "application/octet-stream" };
const GONE_MS = 60_000;

/** All configuration of the company, handed to the browser as a file. */
export async function saveConfiguration(): Promise<void> {
  const answer = await fetch(`${tenantBase()}/api/v1/configuration/export`, { headers: requestHeaders("GET") });
  if (!answer.ok) throw new ProblemError(await answer.json().catch(() => ({})), answer.status);
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = "configuration.zip";
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), GONE_MS);
}

export interface Sent {
  file: File;
  exact: boolean;
}

/** What applying a file would do; nothing is changed. */
export function usePlan() {
  return useCommand({
    mutationFn: ({ file, exact }: Sent) =>
      unwrap(
        api.POST("/api/v1/configuration/plan", {
          params: { query: { exact } },
          // The contract calls bytes a string; they travel as they are.
          body: file as unknown as string,
          bodySerializer: (body) => body,
          headers: OCTETS,
        }),
      ),
  });
}

export function useApply() {
  const renewed = useRenewed();
  return useCommand({
    mutationFn: ({ file, exact, base }: Sent & { base: string }) =>
      unwrap(
        api.POST("/api/v1/configuration/apply", {
          params: { query: { exact, base } },
          body: file as unknown as string,
          bodySerializer: (body) => body,
          headers: OCTETS,
        }),
      ),
    onSuccess: renewed,
  });
}

const HISTORY = ["configuration", "history"];

export function useHistory() {
  return useQuery({ queryKey: HISTORY, queryFn: () => unwrap(api.GET("/api/v1/configuration/history")) });
}

export function usePlanBack() {
  return useCommand({
    mutationFn: (application: string) =>
      unwrap(api.GET("/api/v1/configuration/history/{application}/roll-back", { params: { path: { application } } })),
  });
}

export function useRollBack() {
  const renewed = useRenewed();
  return useCommand({
    mutationFn: ({ application, base }: { application: string; base: string }) =>
      unwrap(
        api.POST("/api/v1/configuration/history/{application}/roll-back", {
          params: { path: { application }, query: { base } },
        }),
      ),
    onSuccess: renewed,
  });
}

/** Whatever a screen has read of the configuration is old now. */
function useRenewed() {
  const client = useQueryClient();
  return () => client.invalidateQueries();
}
