// Three-way by field, as core/sync of the server does it; both run spec/vectors/sync.
import { type Json, type JsonObject, same } from "../values.ts";
import { isRows, mergeRows, onlyTold } from "./rows.ts";

/**
 * Two people gave one field different values. `base`: what stood there before either; null = empty.
 * Of rows, `mine` and `theirs` differ in nothing but what both changed: whatever else either did is in both.
 */
export interface FieldConflict {
  field: string;
  base: Json;
  mine: Json;
  theirs: Json;
}

export interface Merged {
  /** What is to be written on top of what stands. */
  values: Record<string, Json>;
  /** Fields that a person must decide. */
  conflicts: FieldConflict[];
}

/**
 * Lay `mine`, a patch written over `base`, on `theirs`, which stands now. A field that is missing is empty.
 * Fields that only one of the two changed, equal values, elements of sets (choices, tags, files) and different rows of
 * a list of rows with ids never conflict.
 */
export function mergeFields(base: JsonObject, mine: JsonObject, theirs: JsonObject): Merged {
  const merged: Merged = { values: {}, conflicts: [] };
  for (const [field, value] of Object.entries(mine)) {
    const wanted = value ?? null;
    const before = base[field] ?? null;
    const now = theirs[field] ?? null;
    if (same(wanted, now) || same(now, before)) merged.values[field] = wanted;
    else if (!same(wanted, before)) settle(field, before, wanted, now, merged);
  }
  return merged;
}

/** Both changed the field: put them together where that can be done, else note the conflict. */
function settle(field: string, before: Json, wanted: Json, now: Json, merged: Merged): void {
  if (allSets(before, wanted, now)) merged.values[field] = mergedSets(before, wanted, now);
  else if ([before, wanted, now].every((one) => one === null || isRows(one))) {
    const { mine: kept, theirs: others, clashes } = mergeRows(before, wanted, now);
    const told = (side: Json) => onlyTold(side, wanted);
    if (clashes) merged.conflicts.push({ field, base: told(before), mine: told(kept), theirs: told(others) });
    else merged.values[field] = kept.length ? kept : null;
  } else merged.conflicts.push({ field, base: before, mine: wanted, theirs: now });
}

/** Whether all are sets or empty, and one is a set at least. A set: different texts, in a list. */
function allSets(...values: Json[]): boolean {
  return values.some((value) => value !== null) && values.every((value) => value === null || isSet(value));
}

function isSet(value: Json): boolean {
  return (
    Array.isArray(value) &&
    value.every((item) => typeof item === "string") &&
    new Set(value as readonly string[]).size === value.length
  );
}

/** What stands now, without what the writer took out, then what the writer put in. */
function mergedSets(base: Json, mine: Json, theirs: Json): string[] {
  const [before, wanted, now] = [elements(base), elements(mine), elements(theirs)];
  const kept = now.filter((item) => wanted.includes(item) || !before.includes(item));
  return [...kept, ...wanted.filter((item) => !before.includes(item) && !now.includes(item))];
}

function elements(value: Json): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : [];
}
