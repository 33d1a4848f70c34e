// Values of fields as people read them, and the files among them.
import type { Texts, Ticket, Trace } from "@bihuan/api";
import type { FieldDefinition, FormDefinition } from "@bihuan/core";
import { filesOf, type Station } from "./stations.ts";

/** Whether the value is nothing but files. */
export function isFiles(field: FieldDefinition | undefined): boolean {
  return field?.kind.filesIn !== undefined && field.kind.optionsUnder !== "items";
}

/** A value in words: options by their labels, lists one after the other, what has no words as it is written. */
export function valueWords(value: unknown, field: FieldDefinition | undefined, pick: (label: Texts) => string): string {
  if (value === null || value === undefined || value === "") return "–";
  if (Array.isArray(value)) return value.map((one) => valueWords(one, field, pick)).join("、");
  const option = field?.options.find((one) => one.value === value);
  if (option) return pick(option.label as Texts);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Every file of the case once: those of the stations, then those that the form holds. */
export function evidenceOf(trace: Trace, stations: readonly Station[]): string[] {
  const data = Object.values((trace.ticket as unknown as Ticket).data ?? {});
  const held = data.flatMap(heldIn).filter((id) => IS_ID.test(id));
  return [...new Set([...stations.flatMap((station) => station.files), ...held])];
}

/** Files named in a value of the form: in a list of them, or beside an item of a checklist. */
function heldIn(value: unknown): string[] {
  const listed: unknown[] = Array.isArray(value) ? value : [];
  return listed.flatMap((one) => (typeof one === "string" ? [one] : filesOf((one as { photos?: unknown }).photos)));
}

const IS_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function fieldOf(form: FormDefinition | undefined, key: string): FieldDefinition | undefined {
  return form?.fields.get(key);
}
