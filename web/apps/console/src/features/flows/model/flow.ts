// A flow as it is written (docs/flows.md): blocks within blocks. What is not known here is kept as it is.
import type { Json, JsonObject } from "@bihuan/core";

export type Written = string | Readonly<Record<string, string>>;

export interface Item extends JsonObject {
  id: string;
  kind: string;
}

export interface Stage extends JsonObject {
  key: string;
  category: string;
}

export interface FlowBody extends JsonObject {
  key: string;
  root: Item[];
}

/** A sequence: of the flow itself (`of` is null), or one that an item holds, by its number. */
export interface Address {
  of: string | null;
  way: number;
}

/** A place between two items of a sequence: in front of the one at `at`. */
export interface Slot extends Address {
  at: number;
}

/** One of the sequences that an item holds. */
export interface Way {
  key: string;
  label: Written | undefined;
  items: Item[];
}

export const STEPS = [
  "start",
  "handle",
  "approve",
  "notify",
  "wait",
  "action",
  "children",
  "end",
  "terminate",
] as const;
export const BLOCKS = ["branch", "parallel", "repeat"] as const;
export type StepKind = (typeof STEPS)[number];
export type Kind = StepKind | (typeof BLOCKS)[number];

const PERSONS: readonly string[] = ["start", "handle", "approve"];
const EXITS: readonly string[] = ["end", "terminate"];

export function isBlock(item: Item): boolean {
  return (BLOCKS as readonly string[]).includes(item.kind);
}

export function isPersonStep(item: Item): boolean {
  return PERSONS.includes(item.kind);
}

export function isExit(item: Item): boolean {
  return EXITS.includes(item.kind);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function listOf<T extends JsonObject = JsonObject>(value: Json | undefined): T[] {
  return Array.isArray(value) ? (value.filter(isObject) as T[]) : [];
}

export function stagesOf(body: JsonObject): Stage[] {
  return listOf<Stage>(body.stages);
}

/** The sequences that an item holds, in their order. */
export function waysOf(item: Item): Way[] {
  if (item.kind === "branch") return partsOf(item.ways, "way");
  if (item.kind === "parallel") return partsOf(item.lanes, "lane");
  if (item.kind === "repeat") return [{ key: "round", label: undefined, items: listOf<Item>(item.items) }];
  const refused = item.refused;
  if (item.kind === "approve" && isObject(refused) && Array.isArray(refused.items)) {
    return [{ key: "refused", label: undefined, items: listOf<Item>(refused.items) }];
  }
  return [];
}

function partsOf(written: Json | undefined, stem: string): Way[] {
  return listOf(written).map((part, index) => ({
    key: typeof part.key === "string" ? part.key : `${stem}${index + 1}`,
    label: part.label as Written | undefined,
    items: listOf<Item>(part.items),
  }));
}

/** The item with other contents in one of its sequences. */
export function withItems(item: Item, way: number, items: readonly Item[]): Item {
  const list = item.kind === "branch" ? "ways" : item.kind === "parallel" ? "lanes" : null;
  if (list) {
    return {
      ...item,
      [list]: listOf(item[list]).map((part, n) => (n === way ? { ...part, items: [...items] } : part)),
    };
  }
  if (item.kind === "repeat") return { ...item, items: [...items] };
  return { ...item, refused: { ...(isObject(item.refused) ? item.refused : {}), items: [...items] } };
}

/** Every item in the order in which it is drawn, with the sequence that it stands in. */
export function walk(items: readonly Item[], around: Address = { of: null, way: 0 }): { item: Item; slot: Slot }[] {
  return items.flatMap((item, at) => [
    { item, slot: { ...around, at } },
    ...waysOf(item).flatMap((way, n) => walk(way.items, { of: item.id, way: n })),
  ]);
}

export function itemsOf(body: FlowBody): Item[] {
  return walk(body.root).map(({ item }) => item);
}

export function findItem(body: FlowBody, id: string | null): Item | undefined {
  return id === null ? undefined : itemsOf(body).find((item) => item.id === id);
}

export function slotOf(body: FlowBody, id: string): Slot | undefined {
  return walk(body.root).find(({ item }) => item.id === id)?.slot;
}

export function sequenceAt(body: FlowBody, { of, way }: Address): Item[] {
  if (of === null) return body.root;
  const holder = findItem(body, of);
  return holder ? (waysOf(holder)[way]?.items ?? []) : [];
}

/** The ids of the items around one, outermost first. */
export function aroundOf(body: FlowBody, id: string): string[] {
  const slot = slotOf(body, id);
  return slot?.of ? [...aroundOf(body, slot.of), slot.of] : [];
}

/** The steps with people that every way to an item has passed: those that it may be sent back to. */
export function earlierOf(body: FlowBody, id: string): Item[] {
  const slot = slotOf(body, id);
  if (!slot) return [];
  const before = sequenceAt(body, slot).slice(0, slot.at).filter(isPersonStep);
  if (slot.of === null) return before;
  const holder = findItem(body, slot.of);
  const asked = holder?.kind === "approve" ? [holder] : [];
  return [...earlierOf(body, slot.of), ...asked, ...before];
}

/** The item without what it holds: what is its own. */
export function ownOf(item: Item): JsonObject {
  const { ways, lanes, items, ...own } = item;
  const bare = (parts: Json | undefined): Json => listOf(parts).map(({ items: _, ...part }) => part);
  if (item.kind === "branch") return { ...own, ways: bare(ways) };
  if (item.kind === "parallel") return { ...own, lanes: bare(lanes) };
  if (item.kind === "repeat") return own;
  if (isObject(item.refused) && Array.isArray(item.refused.items)) return { ...item, refused: { items: [] } };
  return item;
}

/** The name of a designed thing in a language; its key where it has none. */
export function nameOf(label: Json | undefined, language: string, key = ""): string {
  if (typeof label === "string") return label;
  if (!isObject(label)) return key;
  const found = label[language] ?? label.zh ?? Object.values(label)[0];
  return typeof found === "string" ? found : key;
}

/** The label with another text in one language. A name that is the same in both stays so: nobody has translated it. */
export function named(label: Json | undefined, language: string, text: string): JsonObject {
  if (!isObject(label) || label.zh === label.en) return { zh: text, en: text };
  return { ...label, [language]: text };
}

/** Whether an item may be put there: not in front of the start, not into itself. */
export function mayStand(body: FlowBody, id: string, to: Slot): boolean {
  const item = findItem(body, id);
  if (!item || item.kind === "start" || (to.of === null && to.at === 0)) return false;
  return to.of !== id && (to.of === null || !aroundOf(body, to.of).includes(id));
}
