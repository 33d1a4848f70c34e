import { api, unwrap } from "@bihuan/api";
import { keepPreviousData, useQuery } from "@tanstack/react-query";

/** As many as the server draws at once: ten pages. */
export const MOST = 240;

export function useLabels(ids: readonly string[]) {
  return useQuery({
    queryKey: ["labels", ids],
    queryFn: () => unwrap(api.GET("/api/v1/devices/labels", { params: { query: { ids: [...ids] } } })),
    enabled: ids.length > 0,
  });
}

/** Rooms in one printing, and characters of a room's name, as the server takes them. */
const MOST_ROOMS = 240;
const LONGEST_ROOM = 40;

export interface Rooms {
  rooms: string[];
  /** What cannot be printed as it stands. */
  tooLong: string[];
  tooMany: boolean;
}

/** What was typed or pasted, one room on a line: blank lines and repeats are left out. */
export function roomsOf(typed: string): Rooms {
  const lines = typed.split("\n").map((line) => line.trim().replace(/\s+/g, " "));
  const named = [...new Set(lines.filter(Boolean))];
  const fits = (room: string) => [...room].length <= LONGEST_ROOM;
  return {
    rooms: named.filter(fits).slice(0, MOST_ROOMS),
    tooLong: named.filter((room) => !fits(room)),
    tooMany: named.filter(fits).length > MOST_ROOMS,
  };
}

/** The labels of a site's rooms; without rooms one of the site itself. */
export function usePlaceLabels(customer: string, site: string, rooms: readonly string[]) {
  return useQuery({
    queryKey: ["placeLabels", customer, site, rooms],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/customers/{parent_id}/sites/{record_id}/labels", {
          params: { path: { parent_id: customer, record_id: site }, query: { rooms: [...rooms] } },
        }),
      ),
    // While somebody types, the sheet stays.
    placeholderData: keepPreviousData,
  });
}

/** A picture that came as SVG, for an img. */
export function pictureOf(svg: string): string {
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
