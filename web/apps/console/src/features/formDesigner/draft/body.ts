// A form as it is being written: the server's own document (docs/forms.md), changed by plain functions that never touch
// what they are given. Each element is known by its key, so that two people's changes can be told apart.
import type { Json, JsonObject } from "@bihuan/core";

export type Label = { zh: string; en?: string };

export interface FieldBody {
  key: string;
  kind: string;
  label: Label;
  [setting: string]: Json | undefined;
}

export interface SectionBody {
  key: string;
  label?: Label;
  show?: Json;
  fields: readonly FieldBody[];
}

export interface RuleBody {
  key: string;
  message: Label;
  refuse_when: Json;
  at?: readonly string[];
}

export interface FormBody {
  form: string;
  label: Label;
  extends?: string;
  /** Sections one at a time, each behind its tab. */
  tabs?: boolean;
  core_fields?: readonly string[];
  sections: readonly SectionBody[];
  rules?: readonly RuleBody[];
}

export interface OptionBody {
  value: string;
  label: Label;
  show?: Json;
  retired?: boolean;
}

/** Where a field stands. */
export interface Place {
  section: string;
  index: number;
}

export type Patch = Readonly<Record<string, Json | undefined>>;

/** A published form, every text in the shape in which it is written here. */
export function readBody(stored: JsonObject): FormBody {
  const sections = (stored.sections as unknown as SectionBody[]).map((section) => ({
    ...section,
    ...(section.label ? { label: labelOf(section.label) } : {}),
    fields: section.fields.map(readField),
  }));
  const rules = ((stored.rules ?? []) as unknown as (RuleBody & { at?: string | string[] })[]).map((rule) => ({
    ...rule,
    message: labelOf(rule.message),
    ...(rule.at ? { at: typeof rule.at === "string" ? [rule.at] : rule.at } : {}),
  }));
  return { ...(stored as unknown as FormBody), label: labelOf(stored.label), sections, rules };
}

export function readField(field: FieldBody): FieldBody {
  const read: FieldBody = { ...field, label: labelOf(field.label) };
  if (field.kind === "help_text") read.text = labelOf(field.text) as Json;
  if (Array.isArray(field.options)) read.options = optionsOf(field) as unknown as Json;
  if (Array.isArray(field.columns)) read.columns = columnsOf(field).map(readField) as unknown as Json;
  return read;
}

export function labelOf(text: unknown): Label {
  return typeof text === "string" ? { zh: text } : { zh: "", ...(text as Label | undefined) };
}

export function optionsOf(field: FieldBody): OptionBody[] {
  const listed = Array.isArray(field.options) ? field.options : [];
  return listed.map((item) =>
    typeof item === "string"
      ? { value: item, label: { zh: item } }
      : { ...(item as unknown as OptionBody), label: labelOf((item as JsonObject).label) },
  );
}

export function columnsOf(field: FieldBody): FieldBody[] {
  return Array.isArray(field.columns) ? (field.columns as unknown as FieldBody[]) : [];
}

export function fieldsOf(body: FormBody): FieldBody[] {
  return body.sections.flatMap((section) => section.fields);
}

export function fieldOf(body: FormBody, key: string): FieldBody | undefined {
  return fieldsOf(body).find((field) => field.key === key);
}

export function placeOf(body: FormBody, key: string): Place | undefined {
  for (const section of body.sections) {
    const index = section.fields.findIndex((field) => field.key === key);
    if (index >= 0) return { section: section.key, index };
  }
  return undefined;
}

/** A key with this stem that nothing has. */
export function freeKey(stem: string, taken: Iterable<string>): string {
  const known = new Set(taken);
  for (let no = 1; ; no++) if (!known.has(`${stem}_${no}`)) return `${stem}_${no}`;
}

/** `whole` with other settings; `undefined` takes one away. */
export function patched<T extends object>(whole: T, patch: object): T {
  return Object.fromEntries(Object.entries({ ...whole, ...patch }).filter(([, value]) => value !== undefined)) as T;
}

export function withField(body: FormBody, key: string, patch: Patch): FormBody {
  return mapped(body, (fields) => fields.map((field) => (field.key === key ? patched(field, patch) : field)));
}

export function withColumn(body: FormBody, key: string, column: string, patch: Patch): FormBody {
  const field = fieldOf(body, key);
  if (!field) return body;
  const columns = columnsOf(field).map((one) => (one.key === column ? patched(one, patch) : one));
  return withField(body, key, { columns: columns as unknown as Json });
}

export function withNewField(body: FormBody, field: FieldBody, at: Place): FormBody {
  return mapped(body, (fields, section) => (section === at.section ? put(fields, field, at.index) : fields));
}

export function withoutField(body: FormBody, key: string): FormBody {
  return mapped(body, (fields) => fields.filter((field) => field.key !== key));
}

/** The field at another place; `to.index` counts the fields as they stand now. */
export function withMovedField(body: FormBody, key: string, to: Place): FormBody {
  const [field, from] = [fieldOf(body, key), placeOf(body, key)];
  if (!field || !from) return body;
  const index = from.section === to.section && from.index < to.index ? to.index - 1 : to.index;
  return withNewField(withoutField(body, key), field, { ...to, index });
}

/** One place up or down, over the edge into the section beside. */
export function withSteppedField(body: FormBody, key: string, by: -1 | 1): FormBody {
  const from = placeOf(body, key);
  if (!from) return body;
  const at = body.sections.findIndex((section) => section.key === from.section);
  const here = body.sections[at]?.fields.length ?? 0;
  const index = from.index + by;
  if (index >= 0 && index < here) return withMovedField(body, key, { ...from, index: by > 0 ? index + 1 : index });
  const beside = body.sections[at + by];
  if (!beside) return body;
  return withMovedField(body, key, { section: beside.key, index: by > 0 ? 0 : beside.fields.length });
}

export function withSection(body: FormBody, key: string, patch: Patch): FormBody {
  return { ...body, sections: body.sections.map((one) => (one.key === key ? patched(one, patch) : one)) };
}

export function withNewSection(body: FormBody, section: SectionBody, after?: string): FormBody {
  const at = body.sections.findIndex((one) => one.key === after);
  return { ...body, sections: put(body.sections, section, at < 0 ? body.sections.length : at + 1) };
}

/** Without the section's heading: its fields go to the section beside, for nothing goes with it. */
export function withoutSection(body: FormBody, key: string): FormBody {
  const at = body.sections.findIndex((one) => one.key === key);
  const gone = body.sections[at];
  if (!gone || body.sections.length < 2) return body;
  const heir = body.sections[at === 0 ? 1 : at - 1];
  const sections = body.sections
    .filter((one) => one !== gone)
    .map((one) => {
      if (one !== heir) return one;
      return { ...one, fields: at === 0 ? [...gone.fields, ...one.fields] : [...one.fields, ...gone.fields] };
    });
  return { ...body, sections };
}

export function withSteppedSection(body: FormBody, key: string, by: -1 | 1): FormBody {
  const at = body.sections.findIndex((one) => one.key === key);
  const moved = body.sections[at];
  if (!moved || at + by < 0 || at + by >= body.sections.length) return body;
  return {
    ...body,
    sections: put(
      body.sections.filter((one) => one !== moved),
      moved,
      at + by,
    ),
  };
}

function mapped(
  body: FormBody,
  change: (fields: readonly FieldBody[], section: string) => readonly FieldBody[],
): FormBody {
  return {
    ...body,
    sections: body.sections.map((section) => ({ ...section, fields: change(section.fields, section.key) })),
  };
}

function put<T>(list: readonly T[], item: T, index: number): T[] {
  return [...list.slice(0, index), item, ...list.slice(index)];
}
