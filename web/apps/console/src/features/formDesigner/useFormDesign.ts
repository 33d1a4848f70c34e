import { api, type Form, isProblem, type JsonValue, type TicketType, unwrap } from "@bihuan/api";
import type { JsonObject } from "@bihuan/core";
import { may, useCommand, useMe } from "@bihuan/session";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FieldBody, type FormBody, readBody, readField } from "./draft/body.ts";

const FORMS = "forms";
const KEPT_MS = 5 * 60_000;

/** A form as it stands published. */
export interface Published {
  version: number;
  body: FormBody;
}

/** A body as the API's open objects are typed. */
type Open = { [key: string]: JsonValue };

function read(form: Form): Published {
  return { version: form.version, body: readBody(form.body as JsonObject) };
}

async function newest(key: string): Promise<Published> {
  return read(await unwrap(api.GET("/api/v1/forms/{key}", { params: { path: { key } } })));
}

/** The newest version; nothing for a form that is begun. */
export function usePublished(key: string | null) {
  return useQuery({
    queryKey: [FORMS, key, "to-design"],
    queryFn: () => newest(key ?? ""),
    enabled: key !== null,
    // A draft is laid over what was read first: an answer that comes later must not pull it away.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

/** The newest version as it is at this moment. */
export function useNewest() {
  return useCommand({ mutationFn: newest });
}

/** The keys of the forms there are. */
export function useFormKeys() {
  return useQuery({
    queryKey: [FORMS],
    queryFn: () => unwrap(api.GET("/api/v1/forms")),
    select: (forms) => forms.map((form) => form.key),
  });
}

/** Faults, advice, sentences and changes of a draft, as the server sees them. */
export function useCheck(body: FormBody) {
  return useQuery({
    queryKey: [FORMS, "check", body],
    queryFn: () => unwrap(api.POST("/api/v1/forms/check", { body: { body: body as unknown as Open } })),
    placeholderData: keepPreviousData,
    gcTime: 30_000,
  });
}

export type Check = NonNullable<ReturnType<typeof useCheck>["data"]>;
export type Finding = Check["findings"][number];
export type Change = Check["changes"][number];

export function usePublish(version: number) {
  const client = useQueryClient();
  return useCommand({
    mutationFn: async (body: FormBody) =>
      read(await unwrap(api.POST("/api/v1/forms", { body: { body: body as unknown as Open, base_version: version } }))),
    onSuccess: () => {
      client.invalidateQueries({ queryKey: [FORMS], predicate: ({ queryKey }) => queryKey[2] !== "to-design" });
      client.invalidateQueries({ queryKey: ["form"] });
    },
  });
}

export function wasOvertaken(error: unknown): boolean {
  return isProblem(error) && error.code === "definition.moved";
}

export function useVersions(key: string, wanted: boolean) {
  return useQuery({
    queryKey: [FORMS, key, "versions"],
    queryFn: () => unwrap(api.GET("/api/v1/forms/{key}/versions", { params: { path: { key } } })),
    enabled: wanted,
  });
}

/** An earlier version, whole. */
export function useVersion(key: string) {
  return useCommand({
    mutationFn: async (version: number) =>
      read(await unwrap(api.GET("/api/v1/forms/{key}", { params: { path: { key }, query: { version } } }))),
  });
}

export interface Removed {
  field: FieldBody;
  section: string;
  at: number;
}

/** What was taken out of the form in earlier versions. */
export function useRemoved(key: string | null) {
  return useQuery({
    queryKey: [FORMS, key, "removed"],
    queryFn: async (): Promise<Removed[]> => {
      const found = await unwrap(api.GET("/api/v1/forms/{key}/removed", { params: { path: { key: key ?? "" } } }));
      return found.map(({ field, section, at }) => ({ field: readField(field as unknown as FieldBody), section, at }));
    },
    enabled: key !== null,
  });
}

/** The types whose tickets use the form. */
export function useTypesOf(form: string | null): readonly TicketType[] {
  const types = useQuery({
    queryKey: ["ticket-types"],
    queryFn: () => unwrap(api.GET("/api/v1/ticket-types")),
    staleTime: KEPT_MS,
  });
  return types.data?.filter((type) => type.form === form) ?? [];
}

export function useMayDesign(): boolean {
  return may(useMe(), "publish", "form");
}
