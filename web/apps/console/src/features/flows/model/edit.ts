// What can be done to a flow that is being drawn. Everything gives a new flow; what cannot be done gives the same.
import type { Json, JsonObject } from "@bihuan/core";
import {
  type Address,
  type FlowBody,
  findItem,
  type Item,
  isObject,
  itemsOf,
  listOf,
  mayStand,
  type Slot,
  sequenceAt,
  slotOf,
  waysOf,
  withItems,
} from "./flow.ts";

/** A key or id that nothing has yet: people give names, only machines read ids. */
export function freeId(stem: string, taken: ReadonlySet<string>): string {
  if (!taken.has(stem)) return stem;
  for (let no = 2; ; no++) if (!taken.has(`${stem}_${no}`)) return `${stem}_${no}`;
}

export function idsOf(body: FlowBody): Set<string> {
  return new Set(itemsOf(body).map((item) => item.id));
}

function mapped(items: readonly Item[], change: (item: Item) => Item): Item[] {
  return items.map((item) =>
    change(waysOf(item).reduce((whole, way, n) => withItems(whole, n, mapped(way.items, change)), item)),
  );
}

function withSequence(body: FlowBody, { of, way }: Address, items: readonly Item[]): FlowBody {
  if (of === null) return { ...body, root: [...items] };
  return { ...body, root: mapped(body.root, (item) => (item.id === of ? withItems(item, way, items) : item)) };
}

export function inserted(body: FlowBody, slot: Slot, items: readonly Item[]): FlowBody {
  const there = sequenceAt(body, slot);
  // Nothing stands in front of the start.
  const at = slot.of === null ? Math.max(1, slot.at) : slot.at;
  return withSequence(body, slot, [...there.slice(0, at), ...items, ...there.slice(at)]);
}

export function removed(body: FlowBody, id: string): FlowBody {
  const slot = slotOf(body, id);
  if (!slot || findItem(body, id)?.kind === "start") return body;
  return withSequence(
    body,
    slot,
    sequenceAt(body, slot).filter((item) => item.id !== id),
  );
}

/** Keys of an item changed; undefined takes one away. */
export function patched(body: FlowBody, id: string, patch: Record<string, Json | undefined>): FlowBody {
  return {
    ...body,
    root: mapped(body.root, (item) => (item.id === id ? (without({ ...item, ...patch }) as Item) : item)),
  };
}

export function without(values: Record<string, Json | undefined>): JsonObject {
  return Object.fromEntries(Object.entries(values).filter((pair): pair is [string, Json] => pair[1] !== undefined));
}

export function moved(body: FlowBody, id: string, to: Slot): FlowBody {
  const item = findItem(body, id);
  const from = slotOf(body, id);
  if (!item || !from || !mayStand(body, id, to)) return body;
  const isSame = from.of === to.of && from.way === to.way;
  const at = isSame && to.at > from.at ? to.at - 1 : to.at;
  if (isSame && at === from.at) return body;
  return inserted(removed(body, id), { ...to, at }, [item]);
}

/** One place up or down in its own sequence. */
export function shifted(body: FlowBody, id: string, by: -1 | 1): FlowBody {
  const slot = slotOf(body, id);
  if (!slot) return body;
  const at = by < 0 ? slot.at - 1 : slot.at + 2;
  return at < 0 || at > sequenceAt(body, slot).length ? body : moved(body, id, { ...slot, at });
}

/** A copy to be put in, every id of it new. Ways back inside lead to the copies. */
export function copied(body: FlowBody, item: Item): Item {
  const taken = idsOf(body);
  const renamed = new Map<string, string>();
  for (const { id } of itemsOf({ key: "", root: [item] })) {
    const fresh = freeId(id, taken);
    taken.add(fresh);
    renamed.set(id, fresh);
  }
  return renamedIn(item, renamed) as Item;
}

function renamedIn(value: Json, ids: ReadonlyMap<string, string>): Json {
  if (Array.isArray(value)) return value.map((one) => renamedIn(one, ids));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const isName = ["id", "target", "return_to", "previous_handler", "by"].includes(key);
      if (isName && typeof part === "string") return [key, ids.get(part) ?? part];
      if (key === "returns" && Array.isArray(part)) return [key, part.map((one) => ids.get(String(one)) ?? one)];
      // A condition names what came of a step: flow.<step>.
      if (key === "field" && typeof part === "string" && part.startsWith("flow."))
        return [key, `flow.${ids.get(part.slice(5)) ?? part.slice(5)}`];
      return [key, part === undefined ? part : renamedIn(part, ids)];
    }),
  );
}

const PARTS: Readonly<Record<string, string>> = { branch: "ways", parallel: "lanes" };

/** One more way through a branch (in front of the default), one more lane side by side. */
export function withWay(body: FlowBody, id: string, label: Json): FlowBody {
  const item = findItem(body, id);
  const list = item && PARTS[item.kind];
  if (!item || !list) return body;
  const parts = listOf(item[list]);
  const keys = new Set(waysOf(item).map((way) => way.key));
  const key = freeId(list === "ways" ? "way" : "lane", keys);
  const isLast = list === "ways" && parts.length > 0 && parts.at(-1)?.when === undefined;
  const fresh = { key, label, ...(list === "ways" ? { when: { all: [] } } : {}), items: [] };
  const next = isLast ? [...parts.slice(0, -1), fresh, ...parts.slice(-1)] : [...parts, fresh];
  return patched(body, id, { [list]: next });
}

export function patchedWay(body: FlowBody, id: string, at: number, patch: Record<string, Json | undefined>): FlowBody {
  const item = findItem(body, id);
  const list = item && PARTS[item.kind];
  if (!item || !list) return body;
  return patched(body, id, {
    [list]: listOf(item[list]).map((part, n) => (n === at ? without({ ...part, ...patch }) : part)),
  });
}

export function withoutWay(body: FlowBody, id: string, at: number): FlowBody {
  const item = findItem(body, id);
  const list = item && PARTS[item.kind];
  if (!item || !list) return body;
  return patched(body, id, { [list]: listOf(item[list]).filter((_, n) => n !== at) });
}

export function movedWay(body: FlowBody, id: string, at: number, by: -1 | 1): FlowBody {
  const item = findItem(body, id);
  const list = item && PARTS[item.kind];
  if (!item || !list) return body;
  const parts = listOf(item[list]);
  const [part] = parts.splice(at, 1);
  if (!part || at + by < 0 || at + by > parts.length) return body;
  parts.splice(at + by, 0, part);
  return patched(body, id, { [list]: parts });
}

/** A list with another thing at a place, or without it. */
export function replaced<T>(list: readonly T[], at: number, next: T | null): T[] {
  return next === null ? list.filter((_, n) => n !== at) : list.map((one, n) => (n === at ? next : one));
}
