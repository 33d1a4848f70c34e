// One table as this person sees it: its definition, its form, its records.
import { api, type DataTable, type TableField, type TableRecords, unwrap } from "@bihuan/api";
import { type FormDefinition, type JsonObject, readForm } from "@bihuan/core";
import { RELATIONS } from "@bihuan/forms";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

export type Layout = "list" | "board" | "calendar" | "gallery";
export const LAYOUTS: readonly Layout[] = ["list", "board", "calendar", "gallery"];
const PAGE = 100;

/** A way to look at a table, as its definition keeps it. */
export interface TableView {
  key: string;
  label: Record<string, string>;
  layout: Layout;
  by?: string;
  until?: string;
  columns?: string[];
  filter?: unknown;
  sort?: string;
}

export function viewsOf(table: DataTable): readonly TableView[] {
  return Array.isArray(table.body.views) ? (table.body.views as TableView[]) : [];
}

export function useTable(key: string) {
  return useQuery({
    queryKey: ["tables", key],
    queryFn: () => unwrap(api.GET("/api/v1/tables/{table}", { params: { path: { table: key } } })),
  });
}

export function useTableFields(key: string): readonly TableField[] {
  const query = useQuery({
    queryKey: ["tables", key, "fields"],
    queryFn: () => unwrap(api.GET("/api/v1/tables/{table}/fields", { params: { path: { table: key } } })),
    staleTime: 60_000,
  });
  return query.data ?? [];
}

export function useTableForm(key: string): FormDefinition | undefined {
  const query = useQuery({
    queryKey: ["tables", key, "form"],
    queryFn: () => unwrap(api.GET("/api/v1/tables/{table}/form", { params: { path: { table: key } } })),
    staleTime: 60_000,
  });
  return useMemo(() => query.data && readForm(query.data as JsonObject, RELATIONS), [query.data]);
}

export interface Asked {
  q?: string;
  archived?: boolean;
  filter?: unknown;
  sort?: string | undefined;
}

/** The records that are asked for, a page at a time. */
export function useRecords(key: string, { q = "", archived = false, filter, sort = "" }: Asked) {
  const text = filter ? JSON.stringify(filter) : "";
  const query = useInfiniteQuery({
    queryKey: ["table-records", key, q, archived, text, sort],
    queryFn: ({ pageParam }): Promise<TableRecords> =>
      unwrap(
        api.GET("/api/v1/tables/{table}/records", {
          params: {
            path: { table: key },
            query: { q, archived, filter: text, sort, limit: PAGE, cursor: pageParam },
          },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const pages = query.data?.pages;
  const items = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]);
  const names = useMemo(() => Object.assign({}, ...(pages?.map((page) => page.names) ?? [])), [pages]);
  return { ...query, items, names: names as Record<string, string>, count: pages?.[0]?.count };
}
