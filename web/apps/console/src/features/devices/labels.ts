import { api, unwrap } from "@bihuan/api";
import { useQuery } from "@tanstack/react-query";

/** As many as the server draws at once: ten pages. */
export const MOST = 240;

export function useLabels(ids: readonly string[]) {
  return useQuery({
    queryKey: ["labels", ids],
    queryFn: () => unwrap(api.GET("/api/v1/devices/labels", { params: { query: { ids: [...ids] } } })),
    enabled: ids.length > 0,
  });
}

/** A picture that came as SVG, for an img. */
export function pictureOf(svg: string): string {
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
