// Two versions of a flow beside each other, and three put together: by id, so that nothing is lost unseen.
import { type Json, type JsonObject, same } from "@bihuan/core";
import { inserted } from "./edit.ts";
import {
  type FlowBody,
  findItem,
  type Item,
  itemsOf,
  ownOf,
  sequenceAt,
  slotOf,
  walk,
  waysOf,
  withItems,
} from "./flow.ts";

export type Change = "added" | "removed" | "changed" | "moved";

/** What became of each item from one version to the next; what stayed is not named. */
export function changesOf(old: FlowBody, next: FlowBody): Map<string, Change> {
  const found = new Map<string, Change>();
  const before = new Map(itemsOf(old).map((item) => [item.id, item]));
  for (const item of itemsOf(next)) {
    const was = before.get(item.id);
    if (!was) found.set(item.id, "added");
    else if (!same(ownOf(was), ownOf(item))) found.set(item.id, "changed");
    else if (leaderOf(old, item.id, next) !== leaderOf(next, item.id, old)) found.set(item.id, "moved");
    before.delete(item.id);
  }
  for (const id of before.keys()) found.set(id, "removed");
  return found;
}

/** Behind which item it stands, of those that both versions have: what was put between has not moved it. */
function leaderOf(body: FlowBody, id: string, other: FlowBody): string {
  const slot = slotOf(body, id);
  if (!slot) return "";
  const known = new Set(itemsOf(other).map((item) => item.id));
  const before = sequenceAt(body, slot)
    .slice(0, slot.at)
    .filter((item) => known.has(item.id));
  return `${slot.of}/${slot.way}/${before.at(-1)?.id ?? ""}`;
}

/** Something that two people changed differently: what it was called, what each made of it. */
export interface Conflict {
  /** The item; null: the flow as a whole. */
  id: string | null;
  /** Its key, or "" for where it stands or whether it is there. */
  key: string;
  mine: Json | undefined;
  theirs: Json | undefined;
}

export interface Merged {
  body: FlowBody;
  conflicts: Conflict[];
}

/** Mine and theirs, both made from base. Where both changed the same thing, mine stands in `body` and is named. */
export function merged(base: FlowBody, mine: FlowBody, theirs: FlowBody): Merged {
  const conflicts: Conflict[] = [];
  const { root: _, ...whole } = joined(null, bare(base), bare(mine), bare(theirs), conflicts);
  const known = { base: byId(base), mine: byId(mine), theirs: byId(theirs) };
  const own = (id: string): Item | undefined => {
    const [was, my, their] = [known.base.get(id), known.mine.get(id), known.theirs.get(id)];
    if (!my || !their) return (my ?? their) as Item | undefined;
    return joined(id, was ?? {}, my, their, conflicts) as Item;
  };
  const put = (of: string | null, way: string): Item[] =>
    orderOf({ of, way }, base, mine, theirs, conflicts).flatMap((id) => {
      const item = own(id);
      return item ? [filled(item, put)] : [];
    });
  const body = { ...whole, root: put(null, "") } as FlowBody;
  return { body: unique(body), conflicts };
}

function filled(item: Item, put: (of: string, way: string) => Item[]): Item {
  return waysOf(item).reduce((whole, way, n) => withItems(whole, n, put(item.id, way.key)), item);
}

/** An item that one side moved stands at two places: the first counts. */
function unique(body: FlowBody): FlowBody {
  const seen = new Set<string>();
  const keep = (items: readonly Item[]): Item[] =>
    items.flatMap((item) => {
      if (seen.has(item.id)) return [];
      seen.add(item.id);
      return [waysOf(item).reduce((whole, way, n) => withItems(whole, n, keep(way.items)), item)];
    });
  return { ...body, root: keep(body.root) };
}

function bare(body: FlowBody): JsonObject {
  return { ...body, root: null };
}

function byId(body: FlowBody): Map<string, JsonObject> {
  return new Map(itemsOf(body).map((item) => [item.id, ownOf(item)]));
}

/** Three objects key by key. */
function joined(
  id: string | null,
  base: JsonObject,
  mine: JsonObject,
  theirs: JsonObject,
  conflicts: Conflict[],
): JsonObject {
  const result: Record<string, Json> = {};
  for (const key of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const [was, my, their] = [base[key], mine[key], theirs[key]];
    const isMine = !alike(was, my);
    if (isMine && !alike(was, their) && !alike(my, their)) conflicts.push({ id, key, mine: my, theirs: their });
    const value = isMine ? my : their;
    if (value !== undefined) result[key] = value;
  }
  return result;
}

function alike(one: Json | undefined, other: Json | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return same(one, other);
}

/** A sequence by the key of its way: a way that was put in front moves the numbers of the others. */
interface Place {
  of: string | null;
  way: string;
}

function idsAt(body: FlowBody, { of, way }: Place): string[] {
  const holder = findItem(body, of);
  const items = of === null ? body.root : holder ? waysOf(holder).find((one) => one.key === way)?.items : [];
  return (items ?? []).map((item) => item.id);
}

/** The order of a sequence: the side that changed it decides; where both did, theirs with what I put in and took out. */
function orderOf(place: Place, base: FlowBody, mine: FlowBody, theirs: FlowBody, conflicts: Conflict[]): string[] {
  const [was, my, their] = [idsAt(base, place), idsAt(mine, place), idsAt(theirs, place)];
  const gone = was.filter((id) => !my.includes(id));
  for (const id of gone) noteTouched(id, base, theirs, conflicts);
  for (const id of was.filter((one) => !their.includes(one))) noteTouched(id, base, mine, conflicts, true);
  if (same(was, their)) return my;
  if (same(was, my)) return their;
  const order = their.filter((id) => !gone.includes(id));
  my.forEach((id, at) => {
    if (was.includes(id) || order.includes(id)) return;
    const before = my
      .slice(0, at)
      .filter((one) => order.includes(one))
      .at(-1);
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, id);
  });
  return order;
}

/** One side took away what the other has changed meanwhile: nobody's work goes without a word. */
function noteTouched(id: string, base: FlowBody, other: FlowBody, conflicts: Conflict[], isMine = false): void {
  const was = walk(base.root).find(({ item }) => item.id === id)?.item;
  const is = walk(other.root).find(({ item }) => item.id === id)?.item;
  if (!was || !is || same(was, is)) return;
  conflicts.push({ id, key: "", mine: isMine ? is : undefined, theirs: isMine ? undefined : is });
}

/** The next version with what was taken away put back where it stood, to be drawn. */
export function withRemoved(old: FlowBody, next: FlowBody): FlowBody {
  const here = new Set(itemsOf(next).map((item) => item.id));
  return walk(old.root).reduce((body, { item, slot }) => {
    if (here.has(item.id) || !stands(body, slot.of)) return body;
    // What it holds comes in its turn, unless it stands elsewhere now.
    const empty = waysOf(item).reduce((whole, _, way) => withItems(whole, way, []), item);
    const before = sequenceAt(old, slot).slice(0, slot.at);
    const there = sequenceAt(body, slot).map((one) => one.id);
    const at = Math.max(0, ...before.map((one) => there.indexOf(one.id) + 1));
    return inserted(body, { ...slot, at }, [empty]);
  }, next);
}

function stands(body: FlowBody, id: string | null): boolean {
  return id === null || findItem(body, id) !== undefined;
}
