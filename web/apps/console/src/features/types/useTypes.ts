import { api, type Texts, type TicketType, unwrap } from "@bihuan/api";
import { pick, useLanguage } from "@bihuan/i18n";
import { may, useCommand, useMe } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";

const TYPES = ["ticket-types"] as const;

/** A type as it is being written; without a key it is a new one. */
export type Draft = Omit<TicketType, "children" | "offered" | "key"> & { key: string | null };

/** The types as they are now: whoever changes them must not see what was kept from before. */
export function useTypes() {
  return useQuery({
    queryKey: [...TYPES, "to-set-up"],
    queryFn: () => unwrap(api.GET("/api/v1/ticket-types")),
  });
}

export function useOpenTickets(): Readonly<Record<string, number>> | undefined {
  return useQuery({
    queryKey: ["tickets", "open-by-type"],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/open-by-type")),
  }).data;
}

export function useForms() {
  return useQuery({
    queryKey: ["forms"],
    queryFn: () => unwrap(api.GET("/api/v1/forms")),
    enabled: may(useMe(), "read", "form"),
  });
}

export function useFlows() {
  return useQuery({
    queryKey: ["flows"],
    queryFn: () => unwrap(api.GET("/api/v1/flows")),
    enabled: may(useMe(), "read", "flow"),
  });
}

/** What forms or flows are called, by key. */
export function useLabels(known: readonly { key: string; label: Texts }[] | undefined): (key: string) => string {
  const language = useLanguage();
  const labels = new Map(known?.map((one) => [one.key, pick(one.label, language)]));
  return (key) => labels.get(key) || key;
}

export function useSaveType(known: readonly TicketType[]) {
  const client = useQueryClient();
  return useCommand({
    mutationFn: ({ key, version, ...body }: Draft) =>
      unwrap(
        api.PUT("/api/v1/ticket-types/{key}", {
          params: { path: { key: key ?? freeKey(known) } },
          body: { ...body, base_version: key ? version : 0 },
        }),
      ),
    // Also after a refusal: whoever was overtaken goes on from what stands now.
    onSettled: () => client.invalidateQueries({ queryKey: TYPES }),
  });
}

/** A key that nobody has yet: people name types by their label. */
function freeKey(known: readonly { key: string }[]): string {
  const taken = new Set(known.map((one) => one.key));
  for (let no = known.length + 1; ; no++) if (!taken.has(`type_${no}`)) return `type_${no}`;
}
