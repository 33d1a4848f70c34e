// A saved view and the pool's own filter, each in the words of the other.
import type { TicketView, ViewInput } from "@bihuan/api";
import { type ColumnChoice, readColumns } from "./columns.ts";
import { conditionOf, EVERYTHING, type PoolFilter, USUAL_SORT } from "./filter.ts";

export type ViewQuery = ViewInput["query"];

/** What a view asks, as the pool's filter. */
export function filterOf(view: TicketView): PoolFilter {
  const text = (name: string) => (typeof view.query[name] === "string" ? (view.query[name] as string) : "");
  return {
    ...EVERYTHING,
    where: text("filter"),
    q: text("q"),
    type: text("type"),
    sort: text("sort") || USUAL_SORT,
    layout: text("layout") === "board" ? "board" : "table",
  };
}

export function columnsOf(view: TicketView): readonly ColumnChoice[] | null {
  const columns = view.query.columns;
  return Array.isArray(columns) && columns.length ? readColumns(JSON.stringify(columns)) : null;
}

/** What the pool shows now, to be kept as a view. */
export function queryOf(filter: PoolFilter, columns: readonly ColumnChoice[]): ViewQuery {
  return {
    filter: conditionOf(filter),
    q: filter.q,
    type: filter.type,
    sort: filter.sort,
    columns: columns.map(({ key, width }) => ({ key, width })),
    layout: filter.layout,
  };
}

/** Whether the pool shows just what the view asks, whatever its columns. */
export function isShown(view: TicketView, filter: PoolFilter): boolean {
  const asked = filterOf(view);
  return (
    conditionOf(asked) === conditionOf(filter) &&
    asked.q === filter.q &&
    asked.type === filter.type &&
    asked.sort === filter.sort &&
    asked.layout === filter.layout
  );
}
