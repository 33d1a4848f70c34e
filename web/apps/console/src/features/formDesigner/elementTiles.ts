// What stands in a form and holds no value: its tiles, and how one begins.
import { ELEMENTS } from "@bihuan/core";
import type { FieldBody, FormBody } from "./draft/body.ts";
import { fieldsOf } from "./draft/body.ts";
import { HELP_BEGUN } from "./elementTexts.ts";

export const ELEMENT_TILES = [
  { id: "divider", kind: "divider", group: "layout", shape: "M2.500 8h11M5 4h6M5 12h6" },
  {
    id: "help_text",
    kind: "help_text",
    group: "layout",
    shape: "M2.500 2.500h11v9H8l-3 2.500v-2.500H2.500ZM5 5.500h6M5 8.500h4",
    preset: { text: HELP_BEGUN },
  },
  {
    id: "image",
    kind: "image",
    group: "layout",
    shape: "M2.500 3h11v10h-11ZM2.500 11l3.500-3.500 3 3 1.500-1.500 3 3M10.500 5a1 1 0 1 0 0 2 1 1 0 0 0 0-2Z",
  },
] as const;

export function isElementBody(field: FieldBody): boolean {
  return Object.hasOwn(ELEMENTS, field.kind);
}

/** The fields that hold values: those that rights, conditions and formulas can speak of. */
export function valuesOf(body: FormBody): FieldBody[] {
  return fieldsOf(body).filter((field) => !isElementBody(field));
}
