import { api, unwrap } from "@bihuan/api";
import { may, useCommand, useMe } from "@bihuan/session";
import { useQueries, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";

/** What the demo shows beside its sign-in; the page waits for it. null where that could not be had: one signs in
 * without it. */
export function useWelcome() {
  return useSuspenseQuery({
    queryKey: ["welcome"],
    queryFn: () => unwrap(api.GET("/api/v1/welcome")).catch(() => null),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What an administrator is reminded of; nobody else asks. */
export function useUpkeep() {
  const me = useMe();
  return useQuery({
    queryKey: ["upkeep"],
    queryFn: () => unwrap(api.GET("/api/v1/upkeep")),
    staleTime: 60_000,
    retry: false,
    enabled: may(me, "manage", "tenant") && !me.viewing_as,
  });
}

/** Shown once; what nobody confirmed before no longer opens later backups. */
export function useNewPhrase() {
  return useCommand({ mutationFn: () => unwrap(api.POST("/api/v1/recovery/phrase")) });
}

export function useConfirmPhrase() {
  const client = useQueryClient();
  return useCommand({
    mutationFn: (phrase: string) => unwrap(api.POST("/api/v1/recovery/confirm", { body: { phrase } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["upkeep"] }),
  });
}

export type Upkeep = NonNullable<ReturnType<typeof useUpkeep>["data"]>;
export type Step = "people" | "customers" | "devices" | "types" | "flows" | "policies" | "messages" | "firstTicket";

const one = { params: { query: { limit: 2 } } };
// In the order in which a company is set up; each asks whether there is anything of it.
const ASKED: readonly [Step, () => Promise<boolean>][] = [
  ["people", async () => (await unwrap(api.GET("/api/v1/users", one))).items.length > 1],
  ["customers", async () => (await unwrap(api.GET("/api/v1/customers", one))).items.length > 0],
  ["devices", async () => (await unwrap(api.GET("/api/v1/devices", one))).items.length > 0],
  ["types", async () => (await unwrap(api.GET("/api/v1/ticket-types"))).length > 0],
  ["flows", async () => (await unwrap(api.GET("/api/v1/flows"))).length > 0],
  ["policies", async () => (await unwrap(api.GET("/api/v1/sla"))).length > 0],
  ["messages", async () => (await unwrap(api.GET("/api/v1/notices/channels"))).some(({ enabled }) => enabled)],
  ["firstTicket", async () => (await unwrap(api.GET("/api/v1/tickets", one))).items.length > 0],
];

/** Each step with whether it is done; null while that is not known. */
export function useSteps(): { step: Step; done: boolean | null }[] {
  const found = useQueries({
    queries: ASKED.map(([step, ask]) => ({ queryKey: ["first-days", step], queryFn: ask, retry: false })),
  });
  return ASKED.map(([step], at) => ({ step, done: found[at]?.data ?? null }));
}

export interface CompanyInput {
  name: string;
  admin_name: string;
  login: string;
  password: string;
  bundles: string[];
}

/** What ships to choose from; administrators only. */
export function useBundles() {
  return useQuery({ queryKey: ["bundles"], queryFn: () => unwrap(api.GET("/api/v1/bundles")) });
}

/** Switch a bundle on, or off. */
export function useSwitchBundle() {
  const client = useQueryClient();
  return useCommand({
    mutationFn: ({ key, on }: { key: string; on: boolean }) => {
      const params = { path: { key } };
      return unwrap(
        on
          ? api.POST("/api/v1/bundles/{key}/apply", { params })
          : api.POST("/api/v1/bundles/{key}/switch-off", { params }),
      );
    },
    onSuccess: () =>
      Promise.all(
        [["bundles"], ["ticket-types"], ["first-days"]].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  });
}

export function useFound() {
  return useCommand({ mutationFn: (body: CompanyInput) => unwrap(api.POST("/api/v1/companies", { body })) });
}

export function useClear() {
  return useCommand({ mutationFn: (name: string) => unwrap(api.POST("/api/v1/demo/clear", { body: { name } })) });
}
