// What many pages look up: types, stages and people by id. Each is read once and kept for a while.
import { api, type Texts, unwrap } from "@bihuan/api";
import { pick, useLanguage } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { queryOptions, useQueries, useQuery } from "@tanstack/react-query";

const KEPT_MS = 10 * 60_000;
const MOST_PEOPLE = 200;

export const typesQuery = queryOptions({
  queryKey: ["ticket-types"],
  queryFn: () => unwrap(api.GET("/api/v1/ticket-types")),
  staleTime: KEPT_MS,
});

/** A form's definition. A version never changes; the newest one may. */
export const formQuery = (key: string, version?: number | null) =>
  queryOptions({
    queryKey: ["form", key, version ?? "newest"],
    queryFn: () =>
      unwrap(api.GET("/api/v1/forms/{key}", { params: { path: { key }, query: version ? { version } : {} } })),
    staleTime: version ? Number.POSITIVE_INFINITY : 60_000,
  });

export function useTicketTypes() {
  return useQuery(typesQuery);
}

export function useTypeLabel(): (key: string) => string {
  const types = useTicketTypes();
  const language = useLanguage();
  // While the types are on their way a key would be no word for anybody.
  return (key) => (types.data ? pick(types.data.find((type) => type.key === key)?.label, language) || key : "");
}

/** What a stage of a type is called; null while that is not known. */
export function useStageLabel(): (type: string, stage: string) => string | null {
  const language = useLanguage();
  const types = useTicketTypes();
  // Customers read no flows: asking for each would be told "not found".
  const known = may(useMe(), "read", "flow");
  const flows = known ? [...new Set(types.data?.map((type) => type.flow))] : [];
  const found = useQueries({
    queries: flows.map((key) => ({
      queryKey: ["flow", key],
      queryFn: () => unwrap(api.GET("/api/v1/flows/{key}", { params: { path: { key } } })),
      staleTime: KEPT_MS,
      retry: false,
    })),
    combine: (results) => new Map(results.map((result) => [result.data?.key, stagesOf(result.data?.body)])),
  });
  return (type, stage) => {
    const flow = types.data?.find((each) => each.key === type)?.flow;
    return pick(found.get(flow)?.get(stage), language) || null;
  };
}

function stagesOf(body: Record<string, unknown> | undefined): Map<string, Texts> {
  const stages = Array.isArray(body?.stages) ? body.stages : [];
  return new Map(stages.map((stage: { key: string; label: Texts }) => [stage.key, stage.label]));
}

export const peopleQuery = queryOptions({
  queryKey: ["users"],
  queryFn: () => unwrap(api.GET("/api/v1/users", { params: { query: { limit: MOST_PEOPLE } } })),
  staleTime: KEPT_MS,
});

/** The people whom this person may see. */
export function usePeople() {
  const allowed = may(useMe(), "read", "user");
  return useQuery({ ...peopleQuery, select: (page) => page.items, enabled: allowed });
}

/** A person's name; "" for somebody whom this person may not see. */
export function usePersonName(): (id: string | null | undefined) => string {
  const people = usePeople();
  const me = useMe();
  return (id) => (id === me.id ? me.name : people.data?.find((person) => person.id === id)?.name) ?? "";
}
