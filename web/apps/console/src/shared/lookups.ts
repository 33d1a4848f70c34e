// What many pages look up: types, stages and people by id. Each is read once and kept for a while.
import { api, type Texts, unwrap } from "@bihuan/api";
import { pick, useLanguage } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

const KEPT_MS = 5 * 60_000;
const MOST_PEOPLE = 200;

export function useTicketTypes() {
  return useQuery({
    queryKey: ["ticket-types"],
    queryFn: () => unwrap(api.GET("/api/v1/ticket-types")),
    staleTime: KEPT_MS,
  });
}

/** What a type is called. */
export function useTypeLabel(): (key: string) => string {
  const types = useTicketTypes();
  const language = useLanguage();
  return useMemo(() => {
    const labels = new Map(types.data?.map((type) => [type.key, pick(type.label, language)]));
    return (key: string) => labels.get(key) ?? key;
  }, [types.data, language]);
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
    combine: byFlow,
  });
  return useMemo(() => {
    const flowOf = new Map(types.data?.map((each) => [each.key, each.flow]));
    return (type, stage) => {
      const label = found.get(flowOf.get(type))?.get(stage);
      return label ? pick(label, language) : null;
    };
  }, [types.data, found, language]);
}

// Outside of the hook: the same answers then give the same map, and who was told nothing new is not drawn again.
function byFlow(results: readonly { data?: { key: string; body: Record<string, unknown> } | undefined }[]) {
  return new Map(results.map((result) => [result.data?.key, stagesOf(result.data?.body)]));
}

function stagesOf(body: Record<string, unknown> | undefined): Map<string, Texts> {
  const stages = Array.isArray(body?.stages) ? body.stages : [];
  return new Map(stages.map((stage: { key: string; label: Texts }) => [stage.key, stage.label]));
}

/** The people whom this person may see. */
export function usePeople() {
  const allowed = may(useMe(), "read", "user");
  return useQuery({
    queryKey: ["users"],
    queryFn: () => unwrap(api.GET("/api/v1/users", { params: { query: { limit: MOST_PEOPLE } } })),
    select: (page) => page.items,
    staleTime: KEPT_MS,
    enabled: allowed,
  });
}

/** A person's name; null for somebody whom this person may not see. */
export function usePersonName(): (id: string | null | undefined) => string | null {
  const people = usePeople();
  const me = useMe();
  return useMemo(() => {
    const names = new Map(people.data?.map((person) => [person.id, person.name ?? null]));
    names.set(me.id, me.name);
    return (id) => (id ? (names.get(id) ?? null) : null);
  }, [people.data, me]);
}
