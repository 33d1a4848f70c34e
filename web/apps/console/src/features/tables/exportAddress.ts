import { tenantBase } from "@bihuan/api";
import type { TableView } from "./useTable.ts";

/** The list as it is looked at, as a file: the recycle bin where that is open, in the order of the view. */
export function exportAddress(table: string, q: string, archived: boolean, view: TableView | undefined): string {
  const asked = new URLSearchParams({ format: "xlsx", q });
  if (archived) asked.set("archived", "true");
  if (view?.filter) asked.set("filter", JSON.stringify(view.filter));
  if (view?.sort) asked.set("sort", view.sort);
  return `${tenantBase()}/api/v1/tables/${table}/export?${asked}`;
}
