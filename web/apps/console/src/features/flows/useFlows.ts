import { api, type JsonValue, unwrap } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { may, useCommand, useMe } from "@bihuan/session";
import { timeTexts } from "@bihuan/ui";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useRoles, useUnits } from "../../shared/admin/organisation.ts";
import { usePersonName, useTypeLabel } from "../../shared/lookups.ts";
import { type FlowBody, listOf, nameOf } from "./model/flow.ts";
import type { Names, Telling } from "./model/words.ts";
import { settingTexts } from "./settingTexts.ts";

const KEY = ["flows"] as const;
const KEPT_MS = 5 * 60_000;
const LIVE_MS = 60_000;

export function useFlows() {
  return useQuery({ queryKey: KEY, queryFn: () => unwrap(api.GET("/api/v1/flows")) });
}

/** How many tickets run on each version. */
export function useRunning() {
  return useQuery({
    queryKey: [...KEY, "running"],
    queryFn: () => unwrap(api.GET("/api/v1/flow-standing")),
    refetchInterval: LIVE_MS,
  });
}

/** How many tickets stand at each step now, and how long its tasks take. */
export function useStanding(flow: string, wanted: boolean) {
  return useQuery({
    queryKey: [...KEY, flow, "standing"],
    queryFn: () => unwrap(api.GET("/api/v1/flow-standing/{flow}", { params: { path: { flow } } })),
    refetchInterval: LIVE_MS,
    enabled: wanted,
  });
}

/** A version of a flow, whole; the newest when none is named. */
export function useFlow(key: string, version: number | null = null) {
  return useQuery({
    queryKey: [...KEY, key, version, useLanguage()],
    queryFn: () => readFlow(key, version),
    enabled: key !== "",
    placeholderData: (before) => (before?.key === key ? before : undefined),
  });
}

export function readFlow(key: string, version: number | null) {
  const query = version === null ? {} : { version };
  return unwrap(api.GET("/api/v1/flows/{key}", { params: { path: { key }, query } }));
}

export function useFlowVersions(key: string) {
  return useQuery({
    queryKey: [...KEY, key, "versions"],
    queryFn: () => unwrap(api.GET("/api/v1/flows/{key}/versions", { params: { path: { key } } })),
  });
}

/** What publishing a draft would say, its conditions in words, and what they may ask. */
export function useCheck(body: FlowBody, form: string, wanted: boolean) {
  const language = useLanguage();
  return useQuery({
    queryKey: [...KEY, "check", form, language, body],
    queryFn: () => unwrap(api.POST("/api/v1/flows/check", { body: { body: sent(body), form } })),
    enabled: wanted && form !== "",
    placeholderData: keepPreviousData,
    gcTime: LIVE_MS,
  });
}

export interface ToPublish {
  body: FlowBody;
  form: string;
  base: number;
  confirmed?: boolean;
}

export function usePublish() {
  const client = useQueryClient();
  return useCommand({
    mutationFn: ({ body, form, base, confirmed = false }: ToPublish) =>
      unwrap(api.POST("/api/v1/flows", { body: { body: sent(body), form, base_version: base, confirmed } })),
    onSuccess: () =>
      Promise.all([client.invalidateQueries({ queryKey: KEY }), client.invalidateQueries({ queryKey: ["flow"] })]),
  });
}

export function useForms() {
  return useQuery({
    queryKey: ["forms"],
    queryFn: () => unwrap(api.GET("/api/v1/forms")),
    enabled: may(useMe(), "read", "form"),
    staleTime: KEPT_MS,
  });
}

/** A field of a form as rights name it: a column of a sub-table is `table.column`. */
export interface FormField {
  key: string;
  kind: string;
  name: string;
  section: string;
}

function useForm(form: string, version: number | null) {
  const query = version === null ? {} : { version };
  const allowed = may(useMe(), "read", "form");
  return useQuery({
    queryKey: ["form", form, version],
    queryFn: () => unwrap(api.GET("/api/v1/forms/{key}", { params: { path: { key: form }, query } })),
    enabled: form !== "" && allowed,
    staleTime: KEPT_MS,
  });
}

/** A form as it is designed; null until it is here. */
export function useFormBody(form: string): FlowBody | null {
  const found = useForm(form, null);
  return (found.data?.body as unknown as FlowBody | undefined) ?? null;
}

/** The fields of a form, in their order. */
export function useFormFields(form: string, version: number | null = null): FormField[] {
  const language = useLanguage();
  const found = useForm(form, version);
  return useMemo(() => fieldsIn((found.data?.body ?? {}) as FlowBody, language), [found.data, language]);
}

function fieldsIn(body: FlowBody, language: string): FormField[] {
  return listOf(body.sections).flatMap((section) =>
    listOf(section.fields).flatMap((field) => {
      const key = String(field.key);
      const name = nameOf(field.label, language, key);
      const one = { key, kind: String(field.kind), name, section: nameOf(section.label, language) };
      const columns = listOf(field.columns).map((column) => ({
        key: `${key}.${column.key}`,
        kind: String(column.kind),
        name: `${name} · ${nameOf(column.label, language, String(column.key))}`,
        section: one.section,
      }));
      return [one, ...columns];
    }),
  );
}

const NO_CALENDARS: string[] = [];

function useCalendarList() {
  const allowed = may(useMe(), "read", "calendar");
  return useQuery({
    queryKey: ["calendars"],
    queryFn: () => unwrap(api.GET("/api/v1/calendars")),
    enabled: allowed,
    staleTime: KEPT_MS,
  });
}

/** The keys of the calendars there are. */
export function useCalendarKeys(): string[] {
  const { data } = useCalendarList();
  return useMemo(() => data?.map((one) => one.key) ?? NO_CALENDARS, [data]);
}

/** What everything is called that a flow names. */
export function useNames(fields: readonly FormField[]): Names {
  const language = useLanguage();
  const roles = useRoles();
  const teams = useUnits("teams");
  const departments = useUnits("departments");
  const person = usePersonName();
  const type = useTypeLabel();
  const calendars = useCalendarList();
  return useMemo(() => {
    const roleNames = new Map(roles.data?.map((role) => [role.key, pick(role.label, language)]));
    const fieldNames = new Map(fields.map((field) => [field.key, field.name]));
    const units = new Map([...(teams.data ?? []), ...(departments.data ?? [])].map((unit) => [unit.id, unit.name]));
    const calendarNames = new Map(calendars.data?.map((one) => [one.key, pick(one.label, language)]));
    return {
      person: (id) => person(id) ?? id,
      role: (key) => roleNames.get(key) ?? key,
      field: (key) => fieldNames.get(key) ?? key,
      team: (id) => units.get(id) ?? id,
      type,
      calendar: (key) => calendarNames.get(key) ?? key,
    };
  }, [roles.data, teams.data, departments.data, calendars.data, fields, person, type, language]);
}

/** All that is needed to say a flow in words. */
export function useTelling(
  body: FlowBody,
  fields: readonly FormField[],
  sentences: Readonly<Record<string, string>>,
): Telling {
  const say = useTexts(settingTexts);
  const sayTime = useTexts(timeTexts);
  const language = useLanguage();
  const names = useNames(fields);
  return useMemo(
    () => ({ say, sayTime, language, names, sentences, body }),
    [say, sayTime, language, names, sentences, body],
  );
}

function sent(body: FlowBody): Record<string, JsonValue> {
  return body as unknown as Record<string, JsonValue>;
}
