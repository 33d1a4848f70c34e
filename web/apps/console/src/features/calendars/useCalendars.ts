import { api, type JsonValue, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { CalendarBody } from "./days.ts";

export function useCalendars() {
  return useQuery({ queryKey: ["calendars"], queryFn: () => unwrap(api.GET("/api/v1/calendars")) });
}

export function useCalendar(key: string | undefined) {
  return useQuery({
    queryKey: ["calendars", key],
    queryFn: () => unwrap(api.GET("/api/v1/calendars/{key}", { params: { path: { key: key ?? "" } } })),
    enabled: Boolean(key),
  });
}

/** Put the notice of a year that ships into a calendar. */
export function useOfficialYear(key: string) {
  const client = useQueryClient();
  return useCommand({
    mutationFn: (year: number) =>
      unwrap(api.POST("/api/v1/calendars/{key}/official", { params: { path: { key } }, body: { year } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["calendars"] }),
  });
}

export function useMakeDefault() {
  const client = useQueryClient();
  return useCommand({
    mutationFn: (calendar: string) => unwrap(api.PUT("/api/v1/calendars/default", { body: { calendar } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["calendars"] }),
  });
}

type Written = Record<string, JsonValue>;

/** What publishing a draft would change. */
export function usePreviewCalendar() {
  return useCommand({
    mutationFn: (body: CalendarBody) =>
      unwrap(api.POST("/api/v1/calendars/preview", { body: { body: body as unknown as Written } })),
  });
}

/** The next version; a new calendar gets the official holidays that ship. */
export function usePublishCalendar(base: number) {
  const client = useQueryClient();
  return useCommand({
    mutationFn: (body: CalendarBody) => {
      const official = base || body.zone !== "Asia/Shanghai" ? {} : { official: "CN" };
      return unwrap(
        api.POST("/api/v1/calendars", { body: { body: body as unknown as Written, base_version: base, ...official } }),
      );
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["calendars"] }),
  });
}
