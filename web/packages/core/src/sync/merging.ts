// Three-way by field, as core/sync of the server does it; both run spec/vectors/sync.
import { type Json, type JsonObject, same } from "../values.ts";

/** Two people gave one field different values. `base`: what stood there before either; null = empty. */
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
 * Fields that only one of the two changed, equal values and elements of sets (choices, tags, files) never conflict.
 */
export function mergeFields(base: JsonObject, mine: JsonObject, theirs: JsonObject): Merged {
  const merged: Merged = { values: {}, conflicts: [] };
  for (const [field, value] of Object.entries(mine)) {
    const wanted = value ?? null;
    const before = base[field] ?? null;
    const now = theirs[field] ?? null;
    if (same(wanted, now) || same(now, before)) merged.values[field] = wanted;
    else if (same(wanted, before)) continue;
    else if (allSets(before, wanted, now)) merged.values[field] = mergedSets(before, wanted, now);
    else merged.conflicts.push({ field, base: before, mine: wanted, theirs: now });
  }
  return merged;
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
