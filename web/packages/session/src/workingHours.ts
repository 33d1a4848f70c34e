// The calendar by whose hours a clock counts: what the browser then says does not wait for the next reading of a list.
import { api, unwrap } from "@bihuan/api";
import type { JsonObject } from "@bihuan/core";
import type { RowClock, WorkingHours } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";

const KEPT_MS = 10 * 60_000;

/** The hours that a row's clock keeps; null for one on the wall, and as long as the calendar is not known. */
export function useWorkingHours(row: RowClock): WorkingHours | null {
  const key = row.clock_hours?.calendar ?? null;
  const found = useQuery({
    queryKey: ["working-hours", key],
    queryFn: () => read(key ?? ""),
    enabled: key !== null,
    staleTime: KEPT_MS,
    retry: false,
  });
  return (key && found.data) || null;
}

async function read(key: string): Promise<WorkingHours> {
  const whole = await unwrap(api.GET("/api/v1/calendars/{key}", { params: { path: { key } } }));
  // Not before a row asks for it: no page that opens on a phone shall wait for all of the core.
  const { elapsed, isOpen, nextOpening, readCalendar } = await import("@bihuan/core");
  const calendar = readCalendar(whole.body as JsonObject);
  return {
    isOpen: (at) => isOpen(calendar, at),
    nextOpening: (at) => nextOpening(calendar, at),
    elapsed: (since, until) => elapsed(calendar, since, until),
  };
}
