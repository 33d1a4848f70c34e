// What the pool shows stands in its address, so that a view can be sent to a colleague.
import type { Json } from "@bihuan/core";

export interface PoolFilter {
  q: string;
  type: string;
  categories: readonly string[];
  priorities: readonly string[];
  mine: boolean;
  overdue: boolean;
}

export const EVERYTHING: PoolFilter = {
  q: "",
  type: "",
  categories: [],
  priorities: [],
  mine: false,
  overdue: false,
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
  return address;
}

/** The condition that the server is asked; undefined when everything is wanted. */
export function conditionOf(filter: PoolFilter, me: string): string | undefined {
  const parts: Json[] = [];
  const among = (field: string, values: readonly string[]) => {
    if (values.length) parts.push({ op: "in", left: { field }, right: [...values] });
  };
  among("category", filter.categories);
  among("priority", filter.priorities);
  among("type", filter.type ? [filter.type] : []);
  if (filter.mine) parts.push({ op: "eq", left: { field: "assignee" }, right: me });
  if (filter.overdue) parts.push({ op: "eq", left: { field: "clock_state" }, right: "breached" });
  return parts.length ? JSON.stringify({ all: parts }) : undefined;
}

export function isAsked(filter: PoolFilter): boolean {
  return writeFilter(filter).size > 0;
}

export function toggled(values: readonly string[], value: string): string[] {
  return values.includes(value) ? values.filter((item) => item !== value) : [...values, value];
}
