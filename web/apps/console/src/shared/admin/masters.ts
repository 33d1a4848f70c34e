// Customers with what stands below them, and devices: all have the same routes, so all are asked in the same way.
import { ProblemError, requestHeaders, tenantBase } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";

export type MasterRecord = Record<string, unknown> & { id: string; version: number; archived?: boolean };

interface Page {
  items: MasterRecord[];
  next_cursor: string | null;
}

const PART = 50;

async function ask<T>(method: string, path: string, body?: unknown, version?: number): Promise<T> {
  const headers: Record<string, string> = { ...requestHeaders(method) };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (version !== undefined) headers["If-Match"] = `"${version}"`;
  const more = body === undefined ? {} : { body: JSON.stringify(body) };
  const address = `${tenantBase()}/api/v1${path}`;
  const answer = await fetch(address, { method, headers, credentials: "same-origin", ...more }).catch(() => null);
  if (!answer) throw new ProblemError({}, 0);
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new ProblemError(found, answer.status);
  return found as T;
}

/** Records of a kind that have the text, a part at a time. `path` as in the contract: `/customers`. */
export function useMasters(path: string, q: string, archived: boolean, filter = "") {
  return useInfiniteQuery({
    queryKey: ["masters", path, q, archived, filter],
    queryFn: ({ pageParam }) => {
      const query = new URLSearchParams({ q, archived: String(archived), limit: String(PART), cursor: pageParam });
      if (filter) query.set("filter", filter);
      return ask<Page>("GET", `${path}?${query}`);
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (before) => before,
  });
}

/** What stands at one address below the API. */
export function useMasterPage<T>(path: string) {
  return useQuery({ queryKey: ["masters", path], queryFn: () => ask<T>("GET", path), enabled: Boolean(path) });
}

function useFresh() {
  const client = useQueryClient();
  return () => {
    client.invalidateQueries({ queryKey: ["parties"] });
    return client.invalidateQueries({ queryKey: ["masters"] });
  };
}

export function useSaveMaster(path: string, record: MasterRecord | null) {
  const fresh = useFresh();
  return useCommand({
    mutationFn: (values: Record<string, unknown>) =>
      record
        ? ask<MasterRecord>("PATCH", `${path}/${record.id}`, values, record.version)
        : ask<MasterRecord>("POST", path, values),
    onSuccess: fresh,
  });
}

export function useArchive(path: string, record: MasterRecord) {
  const fresh = useFresh();
  return useCommand({
    mutationFn: (away: boolean) => ask("POST", `${path}/${record.id}/${away ? "archive" : "restore"}`),
    onSuccess: fresh,
  });
}

/** A masked field in full; the server records the look before it answers. */
export function useReveal(path: string, id: string) {
  return useCommand({
    mutationFn: (field: string) => ask<{ field: string; value: string }>("POST", `${path}/${id}/reveal`, { field }),
  });
}
