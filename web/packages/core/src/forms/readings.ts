import { numberOf } from "../rules/index.ts";
import type { Json, JsonObject } from "../values.ts";
import type { FieldDefinition } from "./definition.ts";
import type { ReadingState } from "./words.ts";

export const READING_DEFAULTS: Readonly<Record<string, Json>> = {
  decimals: 6,
  unit: null,
  normal_min: null,
  normal_max: null,
  limit_min: null,
  limit_max: null,
  explained_by: null,
};

/** How a clean value stands to what is normal and to its limits. */
export function readingState(field: FieldDefinition, value: Json): ReadingState {
  const number = numberOf(value);
  if (number === null) return "normal";
  const beyond = (low: string, high: string) => {
    const [least, most] = [numberOf(field.settings[low]), numberOf(field.settings[high])];
    return (least !== null && number < least) || (most !== null && number > most);
  };
  if (beyond("limit_min", "limit_max")) return "limit";
  return beyond("normal_min", "normal_max") ? "warning" : "normal";
}

/** The condition that holds while the reading is out of its limits; null where none is. */
export function outOfLimit({ key, settings }: FieldDefinition): JsonObject | null {
  const sides = (
    [
      ["lt", settings.limit_min],
      ["gt", settings.limit_max],
    ] as const
  ).filter(([, at]) => at != null);
  if (!sides.length) return null;
  return { any: sides.map(([op, at]) => ({ op, left: { field: key }, right: at })) };
}
