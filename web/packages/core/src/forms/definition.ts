import type { RuleRecord } from "../rules/compileValue.ts";
import type { Env, Field, FieldKind, Option, Schema } from "../rules/index.ts";
import type { Value } from "../rules/reading.ts";
import type { Json, Problem, Texts } from "../values.ts";
import type { FieldRight, FileFacts } from "./context.ts";

/** A condition of the form, compiled. `reads` are the dotted paths it looks at. */
export interface When {
  holds(record: RuleRecord, env: Env): boolean;
  reads: ReadonlySet<string>;
}

/** Where a value comes from when nobody types it: a literal or a formula. */
export interface Source {
  value(record: RuleRecord, env: Env): Value | Json;
  reads: ReadonlySet<string>;
  /** For a fill: the reference that it follows. */
  follows?: string;
}

const NOTHING: ReadonlySet<string> = new Set();
export const ALWAYS: When = { holds: () => true, reads: NOTHING };
export const NEVER: When = { holds: () => false, reads: NOTHING };

export interface OptionDefinition {
  value: string;
  label: Texts;
  show: When;
  retired: boolean;
  /** Of an item of a checklist: that it may stay unanswered. */
  optional: boolean;
}

/** The caller's right on each column of a field, under "" that on the field as a whole. */
export type PartRights = Readonly<Record<string, FieldRight>>;

/** What a clean value is judged against beyond its own shape. */
export interface Situation {
  required: boolean;
  before: Json | undefined;
  options: readonly string[];
  files: ReadonlyMap<string, FileFacts>;
  parts: PartRights;
  /** When and where it is judged; without it nothing that hangs on today is. */
  env?: Env;
}

/** One kind of form control: how its values are validated and judged. */
export interface FieldKindSpec {
  name: string;
  ruleType: FieldKind;
  hasOptions?: boolean;
  /** What the definition calls them: an item has a key and is answered, an option has a value and is chosen. */
  optionsUnder?: "items";
  hasColumns?: boolean;
  isReference?: boolean;
  defaults: Readonly<Record<string, Json>>;
  /** What a field has as long as nobody answered it and its definition says nothing else. */
  untouched?: Json;
  /** Whether a field must be answered unless its definition says when. */
  demanded?: boolean;
  /** How it is said that an answer is missing, where not as of every field. */
  missing?: string;
  /** The canonical form of an untrusted value, or null when it says "empty"; throws Refusal naming each fault. */
  clean(value: Json, field: FieldDefinition): Json;
  /** A formula's result as a value of this kind; rounds where the kind rounds. */
  fit?(result: Json, field: FieldDefinition): Json;
  judge?(value: Json, field: FieldDefinition, situation: Situation): Iterable<Problem>;
  filesIn?(value: Json): readonly string[];
  /** What was sent, completed by what stands, and what this caller may not write of it. */
  layOver?(
    sent: Json,
    before: Json | undefined,
    field: FieldDefinition,
    rights: PartRights,
  ): [Json, readonly Problem[]];
  /** What of a clean value this caller may read. */
  readable?(value: Json, field: FieldDefinition, rights: PartRights): Json;
  /** A stored value as people read it, where the kind alone can say it; null for the ways all kinds share. */
  tell?(value: Json, field: FieldDefinition, language: string): string | null;
  /** Where a click on the value leads; null for nowhere. */
  link?(value: Json): string | null;
  /** Among what rules choose, where the kind itself says it and not the definition. */
  ruleOptions?(): readonly Option[];
  /** What rules read of a value that has parts. */
  parts?: readonly Field[];
  /** What rules read in each row. */
  ruleColumns?(field: FieldDefinition): readonly Field[];
}

/** How one field depends on the others. */
export interface Linkage {
  show: When;
  require: When;
  readonly: When;
  default?: Source;
  compute?: Source;
  fill?: Source;
}

export interface FieldDefinition {
  key: string;
  kind: FieldKindSpec;
  label: Texts;
  help?: Texts;
  section: string;
  settings: Readonly<Record<string, Json | undefined>>;
  options: readonly OptionDefinition[];
  linkage: Linkage;
  unique: boolean;
  columns: readonly FieldDefinition[];
  /** Of a column: that each row needs a value, and that its sum is shown. */
  required?: boolean;
  total?: boolean;
}

export interface SectionDefinition {
  key: string;
  label: Texts | null;
  fields: readonly string[];
  /** All that stands in the section, in order, elements without a value included. */
  laid: readonly string[];
}

/** Something that is shown and holds no value. */
export interface ElementDefinition {
  key: string;
  kind: string;
  label: Texts;
  section: string;
  settings: Readonly<Record<string, Json | undefined>>;
  show: When;
}

export interface FormRule {
  key: string;
  refuseWhen: When;
  message: Texts;
  at: readonly string[];
}

/** `order` lists the keys so that each value stands behind everything it depends on. */
export interface FormDefinition {
  key: string;
  label: Texts;
  sections: readonly SectionDefinition[];
  fields: ReadonlyMap<string, FieldDefinition>;
  rules: readonly FormRule[];
  schema: Schema;
  order: readonly string[];
  elements: ReadonlyMap<string, ElementDefinition>;
  /** Whether the sections are shown one at a time, each behind its tab. */
  tabs: boolean;
}

/** A text in both languages; Chinese stands in where English was not written. */
export function bilingual(text: Texts): Texts {
  return { zh: text.zh ?? "", en: text.en ?? text.zh ?? "" };
}

export function optionOf(field: FieldDefinition, value: unknown): OptionDefinition | undefined {
  return field.options.find((option) => option.value === value);
}
