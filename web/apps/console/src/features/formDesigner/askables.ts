// What conditions of a form may ask: its own fields as they are being written, and what the server puts beside them.
import { type Field, KINDS } from "@bihuan/core";
import { RELATIONS } from "@bihuan/forms";
import type { Askable } from "../../shared/conditions/model.ts";
import { type FieldBody, type FormBody, type Label, optionsOf } from "./draft/body.ts";
import { valuesOf } from "./elementTiles.ts";

type Name = (key: string) => Label;

interface Related {
  key: string;
  type: string;
  fields?: readonly Related[];
}

/** `name` says what a thing beside the form is called (`customer`, `customer.level`, `device.model`). */
export function askablesOf(body: FormBody, name: Name): Askable[] {
  const own = valuesOf(body).flatMap((field) => [ownField(field), ...inside(field), ...behind(field, name)]);
  const taken = new Set(own.map((one) => one.key));
  const beside = (RELATIONS.beside as readonly Related[])
    .filter((one) => !taken.has(one.key))
    .flatMap((one) => besideField(one, name));
  return [...own, ...beside];
}

function ownField(field: FieldBody): Askable {
  const kind = KINDS.get(field.kind);
  const fixed = kind?.ruleOptions?.().map(({ value, label }) => ({ value, label: bilingual(value, label) }));
  const options = fixed ?? (kind?.hasOptions && !kind.optionsUnder ? optionsOf(field) : []);
  return {
    key: field.key,
    kind: kind?.ruleType ?? "text",
    label: { ...field.label },
    options: options.map(({ value, label }) => ({ value, label: { ...label } })),
    of: field.kind === "device" || field.kind === "customer" ? field.kind : null,
  };
}

/** The parts of a value that has several: both ends of a span, and its days. */
function inside(field: FieldBody): Askable[] {
  const kind = KINDS.get(field.kind);
  if (!kind?.parts) return [];
  return kind.parts.map((part) =>
    plain(`${field.key}.${part.key}`, part.type, joined(field.label, bilingual(part.key, part.label))),
  );
}

function bilingual(key: string, label: Field["label"]): Label {
  return { zh: label?.zh ?? key, en: label?.en ?? key };
}

function behind(field: FieldBody, name: Name): Askable[] {
  const found = (RELATIONS.behind as Readonly<Record<string, readonly Related[]>>)[field.kind] ?? [];
  return found.map((one) =>
    plain(`${field.key}.${one.key}`, one.type, joined(field.label, last(name(`${field.kind}.${one.key}`)))),
  );
}

function besideField(one: Related, name: Name): Askable[] {
  if (!one.fields) return [plain(one.key, one.type, name(one.key))];
  return one.fields.map((inner) => plain(`${one.key}.${inner.key}`, inner.type, name(`${one.key}.${inner.key}`)));
}

function plain(key: string, kind: string, label: Label): Askable {
  return { key, kind, label: { ...label }, options: [], of: null };
}

/** Without what it is beside: the field's own name says whose it is. */
function last({ zh, en }: Label): Label {
  const end = (text: string) => text.split(" · ").at(-1) ?? text;
  return { zh: end(zh), en: end(en ?? zh) };
}

function joined(first: Label, second: Label): Label {
  return { zh: `${first.zh} · ${second.zh}`, en: `${first.en ?? first.zh} · ${second.en ?? second.zh}` };
}
