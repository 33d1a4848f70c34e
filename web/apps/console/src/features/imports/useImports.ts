import {
  api,
  type ImportCheck,
  type ImportInput,
  type ImportRun,
  type ImportTable,
  ProblemError,
  requestHeaders,
  tenantBase,
  unwrap,
  uploadFile,
} from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ImportKind } from "./asking.ts";

/** Send a table and see what stands in it. */
export function useReadFile(kind: ImportKind) {
  return useCommand<{ file: string; table: ImportTable }, File>({
    mutationFn: async (chosen) => {
      const { id } = await uploadFile(chosen);
      return {
        file: id,
        table: await unwrap(api.POST("/api/v1/imports/read", { body: { kind, file: id, duplicates: "skip" } })),
      };
    },
  });
}

/** See it again with another sheet, encoding or heading. */
export function useReadAgain() {
  return useCommand<ImportTable, ImportInput>({
    mutationFn: (body) => unwrap(api.POST("/api/v1/imports/read", { body })),
  });
}

export function useCheck() {
  return useCommand<ImportCheck, ImportInput>({
    mutationFn: (body) => unwrap(api.POST("/api/v1/imports/check", { body })),
  });
}

export function useBegin() {
  const client = useQueryClient();
  return useCommand<ImportRun, ImportInput>({
    mutationFn: (body) => unwrap(api.POST("/api/v1/imports", { body })),
    onSuccess: (run) => {
      client.setQueryData(["import", run.id], run);
      return client.invalidateQueries({ queryKey: ["imports", run.kind] });
    },
  });
}

export function useRecent(kind: ImportKind) {
  return useQuery({
    queryKey: ["imports", kind],
    queryFn: () => unwrap(api.GET("/api/v1/imports", { params: { query: { kind } } })),
  });
}

function path(id: string) {
  return { params: { path: { import_id: id } } };
}

/** One import. While `going`, it is asked to go on until it is done; a request that fails ends the going. */
export function useRun(id: string, going: boolean, onStopped: () => void) {
  const client = useQueryClient();
  const run = useQuery({
    queryKey: ["import", id],
    queryFn: () => unwrap(api.GET("/api/v1/imports/{import_id}", path(id))),
  });
  const more = useCommand<ImportRun>({
    mutationFn: () => unwrap(api.POST("/api/v1/imports/{import_id}/continue", path(id))),
    onSuccess: (next) => {
      client.setQueryData(["import", id], next);
      if (next.state === "running") return;
      for (const key of [["masters"], ["imports", next.kind]]) client.invalidateQueries({ queryKey: key });
    },
  });
  const { mutate } = more;
  const state = run.data?.state;
  const done = run.data?.done;
  useEffect(() => {
    if (!going || state !== "running" || done === undefined) return;
    mutate(undefined, { onError: onStopped });
  }, [going, state, done, mutate, onStopped]);
  return { run, fault: more.error };
}

export function useCancel(id: string) {
  const client = useQueryClient();
  return useCommand<ImportRun>({
    mutationFn: () => unwrap(api.POST("/api/v1/imports/{import_id}/cancel", path(id))),
    onSuccess: (run) => {
      client.setQueryData(["import", id], run);
      return client.invalidateQueries({ queryKey: ["imports", run.kind] });
    },
  });
}

/** The rows that were not taken over. */
export function useRefused(id: string, wanted: boolean) {
  return useInfiniteQuery({
    queryKey: ["import", id, "refused"],
    enabled: wanted,
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/api/v1/imports/{import_id}/rows", {
          params: { path: { import_id: id }, query: { after: pageParam, refused: true } },
        }),
      ),
    initialPageParam: -1,
    getNextPageParam: (page) => page.next,
  });
}

/** A workbook that the server makes, given to the browser to keep. */
export function useDownload() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const download = async (name: string, address: string, body?: ImportInput) => {
    setBusy(true);
    setError(null);
    try {
      save(name, await workbook(address, body));
    } catch (fault) {
      setError(fault);
    }
    setBusy(false);
  };
  return { busy, error, download };
}

async function workbook(address: string, body?: ImportInput): Promise<Blob> {
  const method = body ? "POST" : "GET";
  const headers: Record<string, string> = { ...requestHeaders(method) };
  if (body) headers["Content-Type"] = "application/json";
  const more = body ? { body: JSON.stringify(body) } : {};
  const answer = await fetch(`${tenantBase()}/api/v1${address}`, {
    method,
    headers,
    credentials: "same-origin",
    ...more,
  });
  if (!answer.ok) throw new ProblemError(await answer.json().catch(() => ({})), answer.status);
  return answer.blob();
}

function save(name: string, content: Blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
