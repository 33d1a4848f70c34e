import { api, unwrap } from "@bihuan/api";
import { useHappenings } from "@bihuan/session";
import { useEffect, useSyncExternalStore } from "react";
import { conditionOf, type PoolFilter } from "./filter.ts";
import { PART, RowStore, type Source } from "./rows/RowStore.ts";

interface Kept {
  key: string;
  store: RowStore;
}

const TICKET = "ticket:";
// The list one looked at last, with its place: coming back from a ticket finds it as it was.
let kept: Kept | null = null;
let round = 0;

/** The rows of a filter; they live on while one looks at a ticket, and are current when one comes back. */
export function usePool(filter: PoolFilter, columns: readonly string[], person: string) {
  const key = JSON.stringify([person, conditionOf(filter), filter.q, filter.type, filter.sort, columns, round]);
  const store = opened(key, filter, columns);
  useSyncExternalStore(store.watch, () => store.version);
  useEffect(() => {
    store.revive();
  }, [store]);
  useHappenings(
    (happening) => happening.stream.startsWith(TICKET),
    (batch) => {
      store.touch(batch.map((happening) => happening.stream.slice(TICKET.length)));
      if (batch.some((happening) => happening.type === "TicketCreated")) store.announce();
    },
  );
  return store;
}

/** Begin the list anew, from the present on. */
export function renewPool(): void {
  round += 1;
}

function opened(key: string, filter: PoolFilter, columns: readonly string[]): RowStore {
  if (kept?.key === key) return kept.store;
  kept?.store.close();
  kept = { key, store: new RowStore(sourceOf(filter, columns)) };
  kept.store.need(0, 0);
  return kept.store;
}

function sourceOf(filter: PoolFilter, columns: readonly string[]): Source {
  const condition = conditionOf(filter);
  const type = filter.type ? { type: filter.type } : {};
  const by = { ...(condition ? { filter: condition } : {}), ...(filter.q ? { q: filter.q } : {}), ...type };
  const shown = columns.length ? { columns: columns.join(",") } : {};
  const order = { sort: filter.sort };
  // Until when the list goes: what comes later is announced, and moves nothing. By the server's clock.
  let until: number | undefined;
  const ask = async (query: object, signal: AbortSignal) => {
    const answer = await api.GET("/api/v1/tickets", { signal, params: { query } });
    until ??= secondOf(answer.response);
    return unwrap(Promise.resolve(answer));
  };
  const upTo = () => (until === undefined ? {} : { until });
  return {
    page: (cursor, signal) =>
      ask({ ...by, ...shown, ...order, ...upTo(), limit: PART, ...(cursor ? { cursor } : {}) }, signal),
    marks: (signal) => {
      const query = { ...by, ...order, ...upTo(), every: PART };
      return unwrap(api.GET("/api/v1/tickets/marks", { signal, params: { query } }));
    },
    some: (ids, signal) => ask({ ...type, ...shown, ids: ids.join(","), limit: 200 }, signal),
    come: async (signal) => {
      if (until === undefined) return { value: 0, exact: true };
      return (await ask({ ...by, since: until, limit: 1 }, signal)).count;
    },
  };
}

/** The end of the second in which the server answered. */
function secondOf(answer: Response): number {
  const at = Date.parse(answer.headers.get("Date") ?? "");
  return (Number.isNaN(at) ? Date.now() : at) + 999;
}
