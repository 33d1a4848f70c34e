// The one pass that settles a record. Fields are visited behind everything they depend on, so each condition and
// formula is evaluated once, on settled values. A hidden field has no value, neither for rules nor in the record.
import { numberText } from "../rules/index.ts";
import { isObject, type Json, type Problem } from "../values.ts";
import type { FormContext } from "./context.ts";
import type { FieldDefinition, FormDefinition, Source } from "./definition.ts";
import { attempt } from "./spec.ts";

/** `record` is what rules read; in `values` an explicit null marks a field that was deliberately emptied. */
export interface Settled {
  record: Record<string, unknown>;
  values: Record<string, Json>;
  visible: ReadonlySet<string>;
  derived: ReadonlySet<string>;
  faults: ReadonlyMap<string, readonly Problem[]>;
}

export function settle(form: FormDefinition, given: ReadonlyMap<string, Json>, context: FormContext): Settled {
  const beside = Object.entries(context.related).filter(([key]) => !form.fields.has(key));
  const record: Record<string, unknown> = Object.fromEntries(beside);
  const values = new Map<string, Json>();
  const visible = new Set<string>();
  const derived = new Set<string>();
  const faults = new Map<string, readonly Problem[]>();
  for (const key of form.order) {
    const field = form.fields.get(key);
    if (!field?.linkage.show.holds(record, context.env)) continue;
    visible.add(key);
    let value = given.get(key) ?? null;
    const source = sourceOf(field, given);
    if (source) {
      const [found, wrong] = derive(source, field, record, context);
      value = found;
      derived.add(key);
      if (wrong.length && source === field.linkage.compute) faults.set(key, wrong);
    }
    if (value !== null) {
      values.set(key, value);
      record[key] = asRulesSee(key, value, context);
    } else if ((field.linkage.default || field.linkage.fill) && given.has(key)) values.set(key, null);
  }
  const ordered = [...form.fields.keys()].filter((key) => values.has(key));
  return {
    record,
    values: Object.fromEntries(ordered.map((key) => [key, values.get(key) ?? null])),
    visible,
    derived,
    faults,
  };
}

/** What decides the value: a formula always, a fill or default only where nobody answered. */
function sourceOf(field: FieldDefinition, given: ReadonlyMap<string, Json>): Source | undefined {
  const { compute, fill, default: preset } = field.linkage;
  if (compute) return compute;
  return given.has(field.key) ? undefined : (fill ?? preset);
}

function derive(
  source: Source,
  field: FieldDefinition,
  record: Record<string, unknown>,
  context: FormContext,
): [Json, readonly Problem[]] {
  const found = source.value(record, context.env);
  if (found === null) return [null, []];
  const result = (typeof found === "bigint" ? numberText(found) : found) as Json;
  return attempt(() => (field.kind.fit ?? field.kind.clean)(result, field));
}

/** A reference as the record it leads to, so that rules can follow it. */
function asRulesSee(key: string, value: Json, context: FormContext): unknown {
  const related = Object.hasOwn(context.related, key) ? context.related[key] : undefined;
  return isObject(related) ? { ...related, id: value } : value;
}
