import { api, unwrap } from "@bihuan/api";
import type { Json } from "@bihuan/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useFresh } from "../../../shared/useFresh.ts";
import { conditionOf, type PoolFilter } from "../filter.ts";

export interface Lane {
  field: "stage" | "category";
  key: string;
}

const SHOWN = 30;

/** The first tickets of one column, and how many there are. */
export function useLane(filter: PoolFilter, lane: Lane) {
  const own = conditionOf(filter);
  const here: Json = { op: "eq", left: { field: lane.field }, right: lane.key };
  const condition = JSON.stringify({ all: own ? [JSON.parse(own), here] : [here] });
  const key = ["board", condition, filter.q, filter.type, filter.sort];
  useFresh(key);
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => {
      const by = { ...(filter.q ? { q: filter.q } : {}), ...(filter.type ? { type: filter.type } : {}) };
      const query = { ...by, filter: condition, sort: filter.sort, limit: SHOWN };
      return unwrap(api.GET("/api/v1/tickets", { signal, params: { query } }));
    },
    placeholderData: keepPreviousData,
  });
}
