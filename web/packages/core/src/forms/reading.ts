// From a published definition to a form that can be evaluated. The server checked it when it was published, so nothing
// is checked twice here: a rule that cannot be read throws.
import {
  compileCondition,
  compileFormula,
  type Field,
  fieldsOf,
  parseCondition,
  parseFormula,
  Schema,
} from "../rules/index.ts";
import { isObject, type Json, type JsonObject, Refusal, type Texts } from "../values.ts";
import type {
  ElementDefinition,
  FieldKindSpec,
  OptionDefinition,
  SectionDefinition,
  Source,
  When,
} from "./definition.ts";
import { ALWAYS, type FieldDefinition, type FormDefinition, type FormRule, type Linkage, NEVER } from "./definition.ts";
import { elementSettings, isElement } from "./elements.ts";
import { KINDS } from "./kinds.ts";
import { outOfLimit } from "./readings.ts";
import { attempt } from "./spec.ts";

/** What rules may read beyond the form, and behind a reference's value by kind. */
export interface Relations {
  beside?: readonly Field[];
  behind?: Readonly<Record<string, readonly Field[]>>;
}

/** The form that a stored definition describes; its core record must be merged in, as the server stores it. */
export function readForm(document: JsonObject, relations: Relations = {}): FormDefinition {
  const raw = sectionsOf(document);
  const drafts = raw.flatMap((section) =>
    objects(section.fields)
      .filter((item) => !isElement(item))
      .map((item) => draftOf(item, String(section.key))),
  );
  const own = drafts.map((draft) => ruleField(draft.field, relations));
  const taken = new Set(own.map((field) => field.key));
  const schema = new Schema([...own, ...(relations.beside ?? []).filter((field) => !taken.has(field.key))]);
  const shows = new Map(raw.map((section) => [String(section.key), condition(section.show, schema, ALWAYS)]));
  const fields = explained(
    drafts.map((draft) => linked(draft, schema, shows.get(draft.field.section) ?? ALWAYS)),
    schema,
  );
  return {
    key: String(document.form),
    label: texts(document.label),
    sections: raw.map((section) => sectionOf(section)),
    fields,
    rules: objects(document.rules).map((item) => ruleOf(item, schema)),
    schema,
    order: settleOrder(fields),
    elements: new Map(raw.flatMap((section) => elementsOf(section, schema, shows)).map((one) => [one.key, one])),
    tabs: document.tabs === true,
  };
}

function elementsOf(section: JsonObject, schema: Schema, shows: ReadonlyMap<string, When>): ElementDefinition[] {
  const outer = shows.get(String(section.key)) ?? ALWAYS;
  return objects(section.fields)
    .filter(isElement)
    .map((item) => ({
      key: String(item.key),
      kind: String(item.kind),
      label: texts(item.label),
      section: String(section.key),
      settings: elementSettings(item),
      show: both(outer, condition(item.show, schema, ALWAYS)),
    }));
}

interface Draft {
  field: FieldDefinition;
  raw: JsonObject;
}

function sectionsOf(document: JsonObject): JsonObject[] {
  return document.fields === undefined ? objects(document.sections) : [{ key: "main", fields: document.fields }];
}

function objects(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function texts(value: Json | undefined): Texts {
  if (typeof value === "string") return { zh: value };
  return isObject(value) ? (value as Texts) : {};
}

function sectionOf(section: JsonObject): SectionDefinition {
  const label = section.label === undefined || section.label === null ? null : texts(section.label);
  const laid = objects(section.fields);
  const keys = (items: readonly JsonObject[]) => items.map((item) => String(item.key));
  return {
    key: String(section.key),
    label,
    fields: keys(laid.filter((item) => !isElement(item))),
    laid: keys(laid),
  };
}

function draftOf(raw: JsonObject, section: string): Draft {
  const kind = KINDS.get(String(raw.kind));
  if (!kind)
    throw new Refusal("form.invalid", [{ path: `fields.${raw.key}.kind`, code: "form.kind_unknown", data: {} }]);
  const settings: Record<string, Json | undefined> = { ...kind.defaults };
  for (const name of Object.keys(kind.defaults)) settings[name] = raw[name] ?? settings[name];
  const field: FieldDefinition = {
    key: String(raw.key),
    kind,
    label: texts(raw.label),
    ...(raw.help ? { help: texts(raw.help) } : {}),
    section,
    settings,
    options: kind.hasOptions ? optionsOf(raw, kind) : [],
    linkage: { show: ALWAYS, require: NEVER, readonly: NEVER },
    unique: raw.unique === true,
    columns: kind.hasColumns ? columnsOf(raw) : [],
  };
  return { field, raw };
}

/** The columns of a sub-table; a formula reads those to its left. */
function columnsOf(raw: JsonObject): FieldDefinition[] {
  const found: FieldDefinition[] = [];
  for (const item of objects(raw.columns)) {
    const { field } = draftOf(item, "");
    const left = new Schema(found.map((column) => ruleField(column, {})));
    const linkage = { ...field.linkage, ...sourcesOf(field, item, left) };
    found.push({ ...field, linkage, required: item.require === true, total: item.total === true });
  }
  return found;
}

function rawOptions(raw: JsonObject, kind: FieldKindSpec): JsonObject[] {
  const named = raw[kind.optionsUnder ?? "options"];
  const listed = Array.isArray(named) ? named : [];
  return listed.map((item) => (isObject(item) ? { value: item.key, ...item } : { value: item, label: item }));
}

function optionsOf(raw: JsonObject, kind: FieldKindSpec): OptionDefinition[] {
  return rawOptions(raw, kind).map((item) => ({
    value: String(item.value),
    label: texts(item.label ?? item.value),
    show: ALWAYS,
    retired: item.retired === true,
    optional: item.required === false,
  }));
}

function ruleField(field: FieldDefinition, relations: Relations): Field {
  const inside = field.columns.map((column) => ruleField(column, {}));
  const columns = field.kind.ruleColumns?.(field) ?? (inside.length ? inside : undefined);
  // The options of a row's own columns stand there, not at the field.
  if (columns) return { key: field.key, type: field.kind.ruleType, label: field.label, fields: columns };
  const fields = relations.behind?.[field.kind.name] ?? [];
  const options = field.kind.ruleOptions?.() ?? field.options;
  return { key: field.key, type: field.kind.ruleType, label: field.label, options, fields };
}

function linked({ field, raw }: Draft, schema: Schema, section: When): FieldDefinition {
  const shown = rawOptions(raw, field.kind);
  const options = field.options.map((option, index) => ({
    ...option,
    show: condition(shown[index]?.show, schema, ALWAYS),
  }));
  // Evidence asks for files by itself: who writes `evidence` need not write `require` too.
  const required = field.settings.evidence || field.kind.demanded ? ALWAYS : NEVER;
  const own = condition(raw.show, schema, ALWAYS);
  const linkage: Linkage = {
    show: both(section, own),
    require: condition(raw.require, schema, required),
    readonly: condition(raw.readonly, schema, NEVER),
    ...sourcesOf({ ...field, options }, raw, schema),
  };
  return { ...field, options, linkage };
}

/** The fields by key; those that explain readings show and are required while one of theirs is out of limit. */
function explained(fields: readonly FieldDefinition[], schema: Schema): Map<string, FieldDefinition> {
  const found = new Map(fields.map((field) => [field.key, field]));
  const asked = new Map<string, JsonObject[]>();
  for (const field of fields) {
    const name = field.settings.explained_by;
    const tree = typeof name === "string" ? outOfLimit(field) : null;
    if (tree) asked.set(String(name), [...(asked.get(String(name)) ?? []), tree]);
  }
  for (const [key, trees] of asked) {
    const field = found.get(key);
    if (!field) continue;
    const [own, when] = [field.linkage.show, condition({ any: trees }, schema, ALWAYS)];
    found.set(key, { ...field, linkage: { ...field.linkage, show: both(own, when), require: ALWAYS } });
  }
  return found;
}

function both(outer: When, inner: When): When {
  return { holds: (record, env) => outer.holds(record, env) && inner.holds(record, env), reads: union(outer, inner) };
}

function union(...parts: { reads: ReadonlySet<string> }[]): ReadonlySet<string> {
  return new Set(parts.flatMap((part) => [...part.reads]));
}

function sourcesOf(
  field: FieldDefinition,
  raw: JsonObject,
  schema: Schema,
): Pick<Linkage, "default" | "compute" | "fill"> {
  const found: Pick<Linkage, "default" | "compute" | "fill"> = {};
  const { default: preset, compute, fill } = raw;
  if (isObject(preset)) found.default = formula(preset, schema);
  else if (preset !== undefined && preset !== null) found.default = literal(preset, field);
  if (compute !== undefined && compute !== null) found.compute = formula(compute, schema);
  if (preset == null && compute === undefined && fill === undefined && field.kind.untouched !== undefined) {
    found.default = literal(field.kind.untouched, field);
  }
  if (typeof fill === "string") {
    found.fill = { ...formula({ field: fill }, schema), follows: fill.split(".")[0] ?? fill };
  }
  return found;
}

function literal(preset: Json, field: FieldDefinition): Source {
  const [clean] = attempt(() => field.kind.clean(preset, field));
  return { value: () => clean, reads: new Set() };
}

function formula(tree: Json, schema: Schema): Source {
  const parsed = parseFormula(tree, schema);
  return { value: compileFormula(parsed), reads: fieldsOf(parsed) };
}

function condition(tree: Json | undefined, schema: Schema, otherwise: When): When {
  if (tree === undefined || tree === null) return otherwise;
  if (typeof tree === "boolean") return tree ? ALWAYS : NEVER;
  const parsed = parseCondition(tree, schema);
  return { holds: compileCondition(parsed), reads: fieldsOf(parsed) };
}

function ruleOf(item: JsonObject, schema: Schema): FormRule {
  const at = Array.isArray(item.at) ? item.at.map(String) : item.at ? [String(item.at)] : [];
  return {
    key: String(item.key),
    refuseWhen: condition(item.refuse_when, schema, NEVER),
    message: texts(item.message),
    at,
  };
}

/** The fields, each behind those that its value depends on; the server refused forms with cycles. */
function settleOrder(fields: ReadonlyMap<string, FieldDefinition>): string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  const visit = (key: string): void => {
    const field = fields.get(key);
    if (!field || seen.has(key)) return;
    seen.add(key);
    const { show, default: preset, compute, fill } = field.linkage;
    const parts = [show, preset, compute, fill].filter((part) => part !== undefined);
    for (const path of union(...parts)) visit(path.split(".")[0] ?? path);
    order.push(key);
  };
  for (const key of fields.keys()) visit(key);
  return order;
}
