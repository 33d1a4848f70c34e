// Three-way inside a list of rows that have ids: sub-tables and checklists. Different rows never conflict, nor do
// different cells of one row; a cell that a row of the writer leaves out was not touched by him.
import { isObject, type Json, type JsonObject, same } from "../values.ts";

const ID = "id";
type Rows = ReadonlyMap<string, JsonObject>;

/** The rows as they are if the writer is right where both changed one thing, and if the other is. */
export interface MergedRows {
  mine: JsonObject[];
  theirs: JsonObject[];
  clashes: boolean;
}

/** Whether it is a list of rows with different ids. */
export function isRows(value: Json): value is readonly JsonObject[] {
  if (!Array.isArray(value)) return false;
  const ids = value.map((row) => (isObject(row) ? row[ID] : undefined));
  return ids.every((id) => typeof id === "string") && new Set(ids).size === ids.length;
}

/** Lay the rows of `mine` on those of `theirs`; all three are rows or null. */
export function mergeRows(base: Json, mine: Json, theirs: Json): MergedRows {
  const [before, wanted, now] = [byId(base), byId(mine), byId(theirs)];
  const [yes, no]: [JsonObject[], JsonObject[]] = [[], []];
  let clashes = false;
  for (const id of orderOf([...before.keys()], [...wanted.keys()], [...now.keys()])) {
    const merged = mergedRow(before.get(id), wanted.get(id), now.get(id));
    clashes ||= merged.clash;
    if (merged.mine) yes.push(merged.mine);
    if (merged.theirs) no.push(merged.theirs);
  }
  return { mine: yes, theirs: no, clashes };
}

/** The rows with the cells that the writer spoke of: a clash tells him of no others. */
export function onlyTold(rows: Json, wanted: Json): Json {
  if (!isRows(rows)) return rows;
  const told = new Set((isRows(wanted) ? wanted : []).flatMap((row) => Object.keys(row)));
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([cell]) => told.has(cell))));
}

function byId(value: Json): Rows {
  return new Map((isRows(value) ? value : []).map((row) => [String(row[ID]), row]));
}

/** Whose order counts: the writer's if only he moved rows, else that which stands. New rows come last. */
function orderOf(before: string[], wanted: string[], now: string[]): string[] {
  const moves = (other: string[]) => {
    const [stayed, order] = [before.filter((id) => other.includes(id)), other.filter((id) => before.includes(id))];
    return !same(stayed, order);
  };
  const [first, second] = moves(wanted) && !moves(now) ? [wanted, now] : [now, wanted];
  return [...first, ...second.filter((id) => !first.includes(id))];
}

interface MergedRow {
  mine: JsonObject | null;
  theirs: JsonObject | null;
  clash: boolean;
}

function mergedRow(base?: JsonObject, mine?: JsonObject, theirs?: JsonObject): MergedRow {
  if (mine && theirs) return mergedCells(base ?? {}, mine, theirs);
  const there = mine ?? theirs ?? null;
  // Put in by one of them.
  if (!base) return { mine: there, theirs: there, clash: false };
  // Taken out by one of them: the other may have gone on writing.
  const clash = mine ? touched(base, mine) : theirs !== undefined && !same(theirs, base);
  return { mine: clash ? (mine ?? null) : null, theirs: clash ? (theirs ?? null) : null, clash };
}

function touched(base: JsonObject, mine: JsonObject): boolean {
  return Object.entries(mine).some(([cell, value]) => !same(base[cell] ?? null, value ?? null));
}

function mergedCells(base: JsonObject, mine: JsonObject, theirs: JsonObject): MergedRow {
  const one: Record<string, Json | undefined> = { ...theirs };
  const other: Record<string, Json | undefined> = { ...theirs };
  let clash = false;
  for (const [cell, value = null] of Object.entries(mine)) {
    const [before, now] = [base[cell] ?? null, theirs[cell] ?? null];
    if (same(value, before) && !same(now, before)) continue;
    one[cell] = value;
    if (same(now, value) || same(now, before)) other[cell] = value;
    else clash = true;
  }
  return { mine: one, theirs: other, clash };
}
