// What the pool shows stands in its address, so that a view can be sent to a colleague.
import type { Json } from "@bihuan/core";

export interface PoolFilter {
  q: string;
  type: string;
  categories: readonly string[];
  priorities: readonly string[];
  mine: boolean;
  overdue: boolean;
  /** A condition of one's own, as JSON; "" for none. */
  where: string;
  sort: string;
  layout: "table" | "board";
}

/** Stands in conditions for the person who asks. */
export const MYSELF = "@me";
export const USUAL_SORT = "-created_at";
export const EVERYTHING: PoolFilter = {
  q: "",
  type: "",
  categories: [],
  priorities: [],
  mine: false,
  overdue: false,
  where: "",
  sort: USUAL_SORT,
  layout: "table",
};

export function readFilter(address: URLSearchParams): PoolFilter {
  const list = (name: string) => address.get(name)?.split(",").filter(Boolean) ?? [];
  return {
    q: address.get("q") ?? "",
    type: address.get("type") ?? "",
    categories: list("category"),
    priorities: list("priority"),
    mine: address.get("mine") === "1",
    overdue: address.get("overdue") === "1",
    where: parsed(address.get("where") ?? "") === undefined ? "" : (address.get("where") ?? ""),
    sort: address.get("sort") || USUAL_SORT,
    layout: address.get("layout") === "board" ? "board" : "table",
  };
}

export function writeFilter(filter: PoolFilter): URLSearchParams {
  const address = new URLSearchParams();
  const put = (name: string, value: string) => value && address.set(name, value);
  put("q", filter.q);
  put("type", filter.type);
  put("category", filter.categories.join(","));
  put("priority", filter.priorities.join(","));
  put("mine", filter.mine ? "1" : "");
  put("overdue", filter.overdue ? "1" : "");
  put("where", filter.where);
  put("sort", filter.sort === USUAL_SORT ? "" : filter.sort);
  put("layout", filter.layout === "table" ? "" : filter.layout);
  return address;
}

/** The condition that the server is asked; "" when everything is wanted. */
export function conditionOf(filter: PoolFilter): string {
  const parts: Json[] = [];
  const among = (field: string, values: readonly string[]) => {
    if (values.length) parts.push({ op: "in", left: { field }, right: [...values] });
  };
  among("category", filter.categories);
  among("priority", filter.priorities);
  if (filter.mine) parts.push({ op: "eq", left: { field: "assignee" }, right: MYSELF });
  if (filter.overdue) parts.push({ op: "eq", left: { field: "clock_state" }, right: "breached" });
  const own = parsed(filter.where);
  // Alone it stays as it was written: a view that was kept is known again.
  if (own !== undefined && parts.length === 0) return JSON.stringify(own);
  if (own !== undefined) parts.push(own);
  return parts.length ? JSON.stringify({ all: parts }) : "";
}

/** Whether less than everything is shown. */
export function isAsked(filter: PoolFilter): boolean {
  return writeFilter({ ...filter, sort: USUAL_SORT, layout: "table" }).size > 0;
}

export function toggled(values: readonly string[], value: string): string[] {
  return values.includes(value) ? values.filter((item) => item !== value) : [...values, value];
}

function parsed(text: string): Json | undefined {
  if (!text) return undefined;
  try {
    const found: Json = JSON.parse(text);
    return typeof found === "object" && found !== null ? found : undefined;
  } catch {
    return undefined;
  }
}
