import { type Json, type JsonObject, join, type Problem } from "../values.ts";
import { type FormContext, mayEdit, partRights, rightOn } from "./context.ts";
import { bilingual, type FieldDefinition, type FormDefinition, type FormRule, type PartRights } from "./definition.ts";
import { shownElements } from "./elements.ts";
import { type Settled, settle } from "./settling.ts";
import { attempt, problem } from "./spec.ts";

/** What one caller sees of one record. Fields that may not be read occur nowhere in it. */
export interface Evaluation {
  visible: ReadonlySet<string>;
  required: ReadonlySet<string>;
  readonly: ReadonlySet<string>;
  values: Readonly<Record<string, Json>>;
  computed: Readonly<Record<string, Json>>;
  options: Readonly<Record<string, readonly string[]>>;
  awaited: ReadonlySet<string>;
  errors: readonly Problem[];
  /** For each visible sub-table the caller's right on its columns, hidden ones left out. */
  parts: Readonly<Record<string, PartRights>>;
  /** Keys of what holds no value and shows now. */
  elements: ReadonlySet<string>;
}

export type Faults = ReadonlyMap<string, readonly Problem[]>;

/** Read a record, stored or still being typed. Never throws: what does not fit is an error and reads as missing. */
export function evaluate(
  form: FormDefinition,
  values: JsonObject,
  context: FormContext,
  before: JsonObject = {},
): Evaluation {
  const given = new Map<string, Json>();
  const faults = new Map<string, readonly Problem[]>();
  for (const [key, field] of form.fields) {
    const value = Object.hasOwn(values, key) ? values[key] : undefined;
    if (value === undefined || field.linkage.compute) continue;
    const [found, wrong] = readValue(field, value);
    given.set(key, found);
    if (wrong.length) faults.set(key, wrong);
  }
  return report(form, settle(form, given, context), context, before, faults);
}

export function readValue(field: FieldDefinition, value: Json): [Json, readonly Problem[]] {
  return value === null ? [null, []] : attempt(() => field.kind.clean(value, field));
}

/** What the caller gets to see of a settled record; `faults` are those already found, by field key. */
export function report(
  form: FormDefinition,
  settled: Settled,
  context: FormContext,
  before: JsonObject,
  faults: Faults,
): Evaluation {
  const judge = new Judge(settled, context, before);
  const shown = [...form.fields.values()].filter(
    ({ key }) => settled.visible.has(key) && rightOn(context, key) !== "hidden",
  );
  const editable = shown.filter((field) => judge.editable(field));
  const required = new Set(editable.filter((field) => judge.required(field)).map(({ key }) => key));
  const keys = new Set(editable.map(({ key }) => key));
  const errors = [
    ...editable.flatMap((field) =>
      named(field, faults.get(field.key) ?? judge.problems(field, required.has(field.key))),
    ),
    ...shown
      .filter(({ linkage }) => linkage.compute)
      .flatMap((field) => named(field, settled.faults.get(field.key) ?? [])),
    ...judge.brokenRules(form, keys),
  ];
  const readable = Object.entries(settled.values)
    .filter(([key]) => rightOn(context, key) !== "hidden")
    .map(([key, value]) => [key, judge.readable(key, value, form)] as const);
  const visible = shown.map(({ key }) => key);
  return {
    visible: new Set(visible),
    required,
    readonly: new Set(visible.filter((key) => !keys.has(key))),
    values: Object.fromEntries(readable),
    computed: Object.fromEntries(readable.filter(([key]) => settled.derived.has(key) && visible.includes(key))),
    options: Object.fromEntries(
      shown.filter(({ kind }) => kind.hasOptions).map((field) => [field.key, judge.options(field)]),
    ),
    awaited: new Set(shown.filter((field) => judge.isAwaited(field)).map(({ key }) => key)),
    errors,
    parts: Object.fromEntries(
      shown.filter(({ columns }) => columns.length).map((field) => [field.key, judge.shownParts(field)]),
    ),
    elements: shownElements(form, new Set(visible), context.defaultRight !== "hidden", ({ show }) =>
      show.holds(settled.record, context.env),
    ),
  };
}

/** The caller's right on each column of the field, under "" that on the field itself. */
export function rightsOf(field: FieldDefinition, context: FormContext): PartRights {
  return partRights(
    context,
    field.key,
    field.columns.map(({ key }) => key),
  );
}

/** Whether rights alone let the caller write the field, or a column of it where he may read the rest. */
export function mayWrite(field: FieldDefinition, context: FormContext): boolean {
  if (!field.columns.length || rightOn(context, field.key) === "hidden") return mayEdit(context, field.key);
  return Object.values(rightsOf(field, context)).some((right) => right === "edit" || right === "required");
}

/** Faults of one value as faults of the record: with the whole path, and the label that their text needs. */
export function named(field: FieldDefinition, problems: readonly Problem[]): Problem[] {
  return problems.map(({ path, code, data }) => ({
    path: path ? join(field.key, path) : field.key,
    code,
    // A fault of a part names the part.
    data: { label: bilingual(field.label), ...data },
  }));
}

class Judge {
  private readonly settled: Settled;
  private readonly context: FormContext;
  private readonly before: JsonObject;

  constructor(settled: Settled, context: FormContext, before: JsonObject) {
    this.settled = settled;
    this.context = context;
    this.before = before;
  }

  editable(field: FieldDefinition): boolean {
    if (field.linkage.compute || !mayWrite(field, this.context)) return false;
    return !field.linkage.readonly.holds(this.settled.record, this.context.env);
  }

  readable(key: string, value: Json, form: FormDefinition): Json {
    const field = form.fields.get(key);
    if (!field?.kind.readable || value === null) return value;
    return field.kind.readable(value, field, rightsOf(field, this.context));
  }

  shownParts(field: FieldDefinition): PartRights {
    const rights = Object.entries(rightsOf(field, this.context));
    return Object.fromEntries(rights.filter(([part, right]) => part && right !== "hidden"));
  }

  required(field: FieldDefinition): boolean {
    if (rightOn(this.context, field.key) === "required") return true;
    return field.linkage.require.holds(this.settled.record, this.context.env);
  }

  options(field: FieldDefinition): string[] {
    const { record } = this.settled;
    return field.options
      .filter((option) => !option.retired && option.show.holds(record, this.context.env))
      .map((option) => option.value);
  }

  isAwaited(field: FieldDefinition): boolean {
    const value = this.settled.values[field.key] ?? null;
    if (value === null) return false;
    return (field.kind.filesIn?.(value) ?? []).some((id) => this.context.files.get(id)?.awaited);
  }

  problems(field: FieldDefinition, required: boolean): Problem[] {
    const value = this.settled.values[field.key] ?? null;
    if (value === null) return required ? [problem(field.kind.missing ?? "form.required")] : [];
    const { files, related, taken } = this.context;
    const options = field.options.length ? this.options(field) : [];
    const before = this.before[field.key];
    const parts = rightsOf(field, this.context);
    const situation = { required, before, options, files, parts, env: this.context.env };
    const found = [...(field.kind.judge?.(value, field, situation) ?? [])];
    if (field.kind.isReference && Object.hasOwn(related, field.key) && related[field.key] === null) {
      found.push(problem("form.reference_unknown"));
    }
    if (field.unique && taken.has(field.key)) found.push(problem("form.not_unique"));
    return found;
  }

  /** Broken rules across fields, each shown at a field that the caller can mend it with. */
  brokenRules(form: FormDefinition, editable: ReadonlySet<string>): Problem[] {
    return form.rules.flatMap((rule) => {
      const place = placeOf(rule, editable);
      const field = place === undefined ? undefined : form.fields.get(place);
      if (!field || !rule.refuseWhen.holds(this.settled.record, this.context.env)) return [];
      return named(field, [problem("form.rule_refused", { rule: rule.key, message: bilingual(rule.message) })]);
    });
  }
}

function placeOf(rule: FormRule, editable: ReadonlySet<string>): string | undefined {
  const roots = new Set([...rule.refuseWhen.reads].map((path) => path.split(".")[0]));
  return [...rule.at, ...[...editable].filter((key) => roots.has(key))].find((key) => editable.has(key));
}
