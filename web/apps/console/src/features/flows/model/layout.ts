// Where everything stands on the canvas. Blocks are drawn from the top down, their ways side by side.
import { type Address, type Item, isExit, isObject, type Slot, type Way, waysOf } from "./flow.ts";

export const CARD = { w: 248, h: 76 } as const;
export const HEAD = { w: 168, h: 44 } as const;
export const WAY = { w: 208, h: 52 } as const;
const JOIN = 14;
const GAP = 56;
const CLOSE = 32;
const BETWEEN = 40;
/** The way back of a round, and the line beside it. */
const ASIDE = 36;

export type Shape = "step" | "head" | "way" | "join";

export interface Drawn {
  id: string;
  shape: Shape;
  x: number;
  y: number;
  w: number;
  h: number;
  /** The item that it is, or belongs to. */
  item: Item;
  way?: { key: string; label: Way["label"]; at: number };
}

export interface Line {
  id: string;
  from: string;
  to: string;
  kind: "on" | "fork" | "join" | "again" | "back";
  slot?: Slot;
}

export interface Picture {
  drawn: Drawn[];
  lines: Line[];
  w: number;
  h: number;
}

interface Size {
  w: number;
  h: number;
  /** The line through it, from its left edge. */
  axis: number;
}

export function picture(root: readonly Item[]): Picture {
  const found: Picture = { drawn: [], lines: [], w: 0, h: 0 };
  const size = sizeOfAll(root, false);
  placeAll(found, root, { of: null, way: 0 }, { axis: size.axis, y: 0, from: null });
  return { ...found, lines: [...found.lines, ...backs(found.drawn)], w: size.w, h: size.h };
}

function sizeOf(item: Item): Size {
  const ways = waysOf(item);
  if (!ways.length) return { w: CARD.w, h: CARD.h, axis: CARD.w / 2 };
  const columns = columnsOf(item, ways);
  const own = item.kind === "approve" ? CARD : HEAD;
  const w = Math.max(own.w, columns.reduce((sum, one) => sum + one.w, 0) + BETWEEN * (columns.length - 1));
  const deepest = Math.max(...columns.map((one) => one.h));
  const aside = item.kind === "repeat" ? ASIDE : 0;
  return { w: w + 2 * aside, h: own.h + deepest + CLOSE + JOIN, axis: (w + 2 * aside) / 2 };
}

/** The ways side by side; a refusal that is drawn stands beside the way of those that are agreed. */
function columnsOf(item: Item, ways: readonly Way[]): Size[] {
  const inner = ways.map((way) => {
    const size = sizeOfAll(way.items, true);
    if (item.kind === "repeat") return size;
    const axis = Math.max(size.axis, WAY.w / 2);
    const right = Math.max(size.w - size.axis, WAY.w / 2);
    return { w: axis + right, h: CLOSE + WAY.h + size.h, axis };
  });
  return item.kind === "approve" ? [{ w: WAY.w, h: 0, axis: WAY.w / 2 }, ...inner] : inner;
}

function sizeOfAll(items: readonly Item[], isInner: boolean): Size {
  const sizes = items.map(sizeOf);
  const axis = Math.max(CARD.w / 2, ...sizes.map((one) => one.axis));
  const right = Math.max(CARD.w / 2, ...sizes.map((one) => one.w - one.axis));
  const between = isInner ? items.length + 1 : items.length - 1;
  return { w: axis + right, h: sizes.reduce((sum, one) => sum + one.h, 0) + GAP * Math.max(0, between), axis };
}

interface From {
  axis: number;
  y: number;
  from: string | null;
}

/** Draw a sequence below a point. Answers with what its last line comes from; null where nothing goes on. */
function placeAll(found: Picture, items: readonly Item[], address: Address, at: From): string | null {
  let { y, from } = at;
  if (address.of !== null) y += GAP;
  items.forEach((item, n) => {
    const size = sizeOf(item);
    if (from) found.lines.push(line(from, item.id, "on", { ...address, at: n }));
    from = place(found, item, at.axis - size.axis, y, size);
    y += size.h + GAP;
  });
  return from;
}

function place(found: Picture, item: Item, x: number, y: number, size: Size): string | null {
  const ways = waysOf(item);
  const own = ways.length && item.kind !== "approve" ? HEAD : CARD;
  const shape: Shape = ways.length && item.kind !== "approve" ? "head" : "step";
  found.drawn.push({ id: item.id, shape, x: x + size.axis - own.w / 2, y, ...own, item });
  if (!ways.length) return isExit(item) ? null : item.id;
  return placeWays(found, item, { x, y: y + own.h, size, ways });
}

interface Block {
  x: number;
  y: number;
  size: Size;
  ways: readonly Way[];
}

function placeWays(found: Picture, item: Item, { x, y, size, ways }: Block): string | null {
  const columns = columnsOf(item, ways);
  const wide = columns.reduce((sum, one) => sum + one.w, 0) + BETWEEN * (columns.length - 1);
  let left = x + (size.w - wide) / 2;
  const ends: { from: string; slot?: Slot }[] = [];
  columns.forEach((column, n) => {
    // The first column of an approval is the way of those that are agreed: a line, nothing to put in.
    const at = item.kind === "approve" ? n - 1 : n;
    const way = ways[at];
    if (way) {
      const end = placeWay(found, item, { way, at, axis: left + column.axis, y });
      if (end) ends.push({ from: end, slot: { of: item.id, way: at, at: way.items.length } });
    } else ends.push({ from: item.id });
    left += column.w + BETWEEN;
  });
  if (!ends.length) return null;
  const id = `${item.id}/join`;
  const bottom = y + size.h - (item.kind === "approve" ? CARD.h : HEAD.h) - JOIN;
  found.drawn.push({ id, shape: "join", x: x + size.axis - JOIN / 2, y: bottom, w: JOIN, h: JOIN, item });
  for (const end of ends) found.lines.push(line(end.from, id, "join", end.slot));
  if (item.kind === "repeat") found.lines.push(line(id, item.id, "again"));
  return id;
}

interface OneWay {
  way: Way;
  at: number;
  axis: number;
  y: number;
}

function placeWay(found: Picture, item: Item, { way, at, axis, y }: OneWay): string | null {
  const address = { of: item.id, way: at };
  if (item.kind === "repeat") return placeAll(found, way.items, address, { axis, y, from: item.id });
  const id = `${item.id}/${at}`;
  const place = { x: axis - WAY.w / 2, y: y + CLOSE, ...WAY };
  found.drawn.push({ id, shape: "way", ...place, item, way: { key: way.key, label: way.label, at } });
  found.lines.push(line(item.id, id, "fork"));
  return placeAll(found, way.items, address, { axis, y: y + CLOSE + WAY.h, from: id });
}

function line(from: string, to: string, kind: Line["kind"], slot?: Slot): Line {
  return { id: `${from}>${to}`, from, to, kind, ...(slot ? { slot } : {}) };
}

/** 退回: the drawn ways back, from the step that may take them. */
function backs(drawn: readonly Drawn[]): Line[] {
  const start = drawn[0]?.id;
  return drawn.flatMap(({ shape, item }) => {
    if (shape !== "step") return [];
    return targetsOf(item, start).map((to) => ({ id: `${item.id}<${to}`, from: item.id, to, kind: "back" as const }));
  });
}

/** Where a step may be sent back to; an approval to the start unless it says otherwise. */
export function targetsOf(item: Item, start: string | undefined): string[] {
  if (item.kind !== "approve" && item.kind !== "handle") return [];
  const written = Array.isArray(item.returns) ? item.returns.map(String) : null;
  const named = written ?? (item.kind === "approve" && start ? [start] : []);
  const refused = isObject(item.refused) && typeof item.refused.return_to === "string" ? [item.refused.return_to] : [];
  return [...new Set([...named, ...refused])];
}
