// Parents and children of a ticket: shown on its page, and asked for when it is ended.
import { api, unwrap } from "@bihuan/api";
import { useQuery } from "@tanstack/react-query";

/** The family of a ticket; `version` is what it was read at, so that it is read anew with it. */
export function useFamily(key: string, version?: number) {
  return useQuery({
    queryKey: ["family", key, version],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/children", { params: { path: { key } } })),
    placeholderData: (before) => before,
    retry: false,
  });
}
