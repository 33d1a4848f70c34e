// Things kept elsewhere that a field names by id, as core/forms/kinds/things.py of the server has them.
import type { Json } from "../values.ts";
import type { FieldKindSpec } from "./definition.ts";
import { identifier } from "./references.ts";

const thing = (name: string, defaults: Readonly<Record<string, Json>> = {}): FieldKindSpec => ({
  name,
  ruleType: "record",
  isReference: true,
  defaults,
  clean: identifier,
});

// `of`: the field of the customer to whom the thing has to belong.
const OF = { of: null };

export const THINGS: readonly FieldKindSpec[] = [
  thing("role"),
  thing("customer"),
  thing("contact", OF),
  thing("site", OF),
  thing("contract", OF),
  thing("ticket"),
];

const NAMES: ReadonlySet<string> = new Set(THINGS.map((one) => one.name));

/** Whether fields of this kind name a thing that the server looks up. */
export function isThing(kind: string): boolean {
  return NAMES.has(kind);
}
