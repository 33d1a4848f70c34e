import { api, type JsonValue, type SlaSet, type SlaVocabulary, type Texts, unwrap } from "@bihuan/api";
import { pick, useLanguage } from "@bihuan/i18n";
import { may, useCommand, useMe } from "@bihuan/session";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import type { SetBody } from "./body.ts";

const KEY = ["sla"] as const;

/** A set that is not published, and the types it is for. */
export interface Draft {
  body: SetBody;
  types: readonly string[];
  active: boolean;
}

export type Vocabulary = SlaVocabulary;
export type Whole = SlaSet;

export function useSets() {
  return useQuery({ queryKey: KEY, queryFn: () => unwrap(api.GET("/api/v1/sla")) });
}

export function useSet(key: string) {
  return useQuery({
    queryKey: [...KEY, key],
    queryFn: () => unwrap(api.GET("/api/v1/sla/{key}", { params: { path: { key } } })),
  });
}

export function useVersions(key: string) {
  return useQuery({
    queryKey: [...KEY, key, "versions"],
    queryFn: () => unwrap(api.GET("/api/v1/sla/{key}/versions", { params: { path: { key } } })),
  });
}

/** An earlier version, whole. */
export function useVersion(key: string) {
  return useCommand({
    mutationFn: (version: number) =>
      unwrap(api.GET("/api/v1/sla/{key}", { params: { path: { key }, query: { version } } })),
  });
}

/** What conditions may ask, and what each kind of clock does; for whoever is changing a set. */
export function useVocabulary(types: readonly string[], wanted: boolean) {
  return useQuery({
    queryKey: [...KEY, "vocabulary", types],
    queryFn: () => unwrap(api.GET("/api/v1/sla/vocabulary", { params: { query: { types: [...types] } } })),
    enabled: wanted,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  }).data;
}

/** What the fields are called that conditions name; their keys for whoever may not read rules. */
export function useFieldName(): (key: string) => string {
  const language = useLanguage();
  const known = useQuery({
    queryKey: [...KEY, "fields"],
    queryFn: () => unwrap(api.GET("/api/v1/automations/vocabulary")),
    select: ({ fields }) => new Map(fields.map((field) => [String(field.key), field.label as Texts])),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: may(useMe(), "read", "automation"),
  });
  return (key) => pick(known.data?.get(key), language) || key;
}

/** The calendars there are, by name. */
export function useCalendars(): { key: string; name: string; isDefault: boolean }[] {
  const language = useLanguage();
  return (useCalendarQuery().data ?? []).map(({ key, label, is_default }) => ({
    key,
    name: pick(label, language) || key,
    isDefault: is_default,
  }));
}

/** What a calendar is called. */
export function useCalendarName(): (key: string) => string {
  const known = useCalendars();
  return (key) => known.find((one) => one.key === key)?.name ?? key;
}

function useCalendarQuery() {
  return useQuery({
    queryKey: ["calendars"],
    queryFn: () => unwrap(api.GET("/api/v1/calendars")),
    enabled: may(useMe(), "read", "calendar"),
  });
}

export function usePreview() {
  return useCommand({
    mutationFn: (draft: Draft) =>
      unwrap(api.POST("/api/v1/sla/preview", { body: { ...sent(draft), active: draft.active } })),
  });
}

export function usePublish(base: number) {
  const client = useQueryClient();
  return useCommand({
    mutationFn: (draft: Draft) =>
      unwrap(api.POST("/api/v1/sla", { body: { ...sent(draft), base_version: base, active: draft.active } })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** Which clocks a ticket that is reported then would have, and why each is due when it is. */
export function useTrial({ body, types }: Pick<Draft, "body" | "types">) {
  return useCommand({
    mutationFn: async ({ priority, at }: { priority: string; at: number }) => {
      const record: Record<string, JsonValue> = { priority, work: { category: "new" } };
      const trial = { ...sent({ body, types }), facts: [{ at, record }], until: at };
      const events = (await unwrap(api.POST("/api/v1/sla/try", { body: trial }))) as {
        event: string;
        clock?: string;
      }[];
      const started = events.flatMap((one) => (one.event === "ClockStarted" && one.clock ? [one.clock] : []));
      return Promise.all(
        started.map((clock) =>
          unwrap(api.POST("/api/v1/sla/try/{clock}", { params: { path: { clock } }, body: trial })),
        ),
      );
    },
  });
}

function sent({ body, types }: Pick<Draft, "body" | "types">) {
  return { body: body as unknown as Record<string, JsonValue>, types: [...types] };
}
