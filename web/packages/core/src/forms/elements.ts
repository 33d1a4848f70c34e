// Elements of a form that hold no value: a line, a paragraph, a picture. They are no fields: see core/forms/elements.py.
import { isObject, type Json, type JsonObject } from "../values.ts";
import type { ElementDefinition, FormDefinition } from "./definition.ts";

/** The settings of each kind of element, with what they are unless it is written; null: it must be written. */
export const ELEMENTS: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  divider: { plain: false },
  help_text: { text: null, tone: "info" },
  image: { picture: null },
};

export function isElement(item: Json | undefined): boolean {
  return isObject(item) && typeof item.kind === "string" && Object.hasOwn(ELEMENTS, item.kind);
}

export function elementSettings(item: JsonObject): ElementDefinition["settings"] {
  const usual = ELEMENTS[String(item.kind)] ?? {};
  return Object.fromEntries(Object.entries(usual).map(([name, value]) => [name, item[name] ?? value]));
}

/**
 * The elements that show: where a field of their section shows, too. A section of elements alone shows to whoever is not
 * kept from all that nobody gave a right on.
 */
export function shownElements(
  form: FormDefinition,
  visible: ReadonlySet<string>,
  seesOthers: boolean,
  holds: (element: ElementDefinition) => boolean,
): Set<string> {
  const reached = form.sections.filter(({ fields }) =>
    fields.length ? fields.some((key) => visible.has(key)) : seesOthers,
  );
  const found = reached.flatMap((section) => section.laid.map((key) => form.elements.get(key)));
  return new Set(found.filter((one) => one !== undefined && holds(one)).map((one) => one?.key ?? ""));
}
