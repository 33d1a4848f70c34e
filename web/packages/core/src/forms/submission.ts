import { isObject, type Json, type JsonObject, type Problem, Refusal, same } from "../values.ts";
import { type FormContext, rightOn } from "./context.ts";
import type { FieldDefinition, FormDefinition } from "./definition.ts";
import { type Evaluation, mayWrite, named, readValue, report, rightsOf } from "./evaluation.ts";
import { type Settled, settle } from "./settling.ts";
import { problem } from "./spec.ts";

const MOST_UNKNOWN = 100;

/** The outcome of a submission that is laid over a stored record. */
export interface Review {
  values: Readonly<Record<string, Json>>;
  evaluation: Evaluation;
  errors: readonly Problem[];
}

/** The stored record with the sent values laid over it, before linkage. */
interface Change {
  stored: JsonObject;
  given: Map<string, Json>;
  /** Stored values that do not fit this version of the form: they stay, and read as missing. */
  kept: Map<string, Json>;
  sent: Map<string, Json>;
  faults: Map<string, readonly Problem[]>;
  unknown: Problem[];
}

/** The record after the submission, and what is wrong with it; `sent` is a patch: null empties a field. */
export function reviewSubmission(
  form: FormDefinition,
  stored: JsonObject,
  sent: JsonObject,
  context: FormContext,
): Review {
  if (!isObject(sent)) throw new Refusal("form.rejected", [problem("form.record_expected")]);
  const change: Change = { stored, given: new Map(), kept: new Map(), sent: new Map(), faults: new Map(), unknown: [] };
  layOut(form, change);
  layOver(form, sent, context, change);
  refill(form, change);
  const settled = settle(form, change.given, context);
  const faults = faultsOf(form, change, settled, context);
  const evaluation = report(form, settled, context, stored, faults);
  const refused = [...faults].flatMap(([key, found]) => {
    const field = form.fields.get(key);
    const reported = evaluation.visible.has(key) && !evaluation.readonly.has(key);
    return field && !reported ? named(field, found) : [];
  });
  const errors = [...change.unknown, ...refused, ...evaluation.errors];
  return { values: recordOf(form, change, settled), evaluation, errors };
}

function storedOf(change: Change, key: string): Json | undefined {
  return Object.hasOwn(change.stored, key) ? change.stored[key] : undefined;
}

function layOut(form: FormDefinition, change: Change): void {
  for (const [key, field] of form.fields) {
    const value = storedOf(change, key);
    if (value === undefined || field.linkage.compute) continue;
    const [found, faults] = readValue(field, value);
    change.given.set(key, found);
    if (faults.length) change.kept.set(key, value);
  }
}

function layOver(form: FormDefinition, sent: JsonObject, context: FormContext, change: Change): void {
  for (const [key, raw = null] of Object.entries(sent)) {
    const field = form.fields.get(key);
    if (!field || rightOn(context, key) === "hidden") {
      if (change.unknown.length < MOST_UNKNOWN)
        change.unknown.push(problem("form.field_unknown", {}, key.slice(0, 64)));
      continue;
    }
    if (field.linkage.compute || (raw !== null && same(raw, storedOf(change, key)))) continue;
    layOne(field, raw, context, change);
  }
}

function layOne(field: FieldDefinition, raw: Json, context: FormContext, change: Change): void {
  const { key, kind } = field;
  const standing = storedOf(change, key);
  const [whole, refused] = kind.layOver?.(raw, standing, field, rightsOf(field, context)) ?? [raw, []];
  const [value, faults] = readValue(field, whole);
  change.sent.set(key, value);
  if (faults.length || refused.length) change.faults.set(key, [...refused, ...faults]);
  if (mayWrite(field, context)) {
    change.given.set(key, value);
    change.kept.delete(key);
  }
}

/** A look-up field follows its source: another device brings its own model, unless one was sent along. */
function refill(form: FormDefinition, change: Change): void {
  for (const [key, field] of form.fields) {
    const source = field.linkage.fill?.follows;
    if (source === undefined || change.sent.has(key) || !change.sent.has(source)) continue;
    if (!same(change.given.get(source) ?? null, storedOf(change, source) ?? null)) {
      change.given.delete(key);
      change.kept.delete(key);
    }
  }
}

function changes(change: Change, key: string): boolean {
  return change.faults.has(key) || !same(change.sent.get(key) ?? null, storedOf(change, key) ?? null);
}

/** Of what was sent: not readable, or not to be written by this caller now. */
function faultsOf(
  form: FormDefinition,
  change: Change,
  settled: Settled,
  context: FormContext,
): Map<string, readonly Problem[]> {
  const found = new Map<string, readonly Problem[]>();
  for (const [key, value] of change.sent) {
    const field = form.fields.get(key);
    const fixed = !field || !mayWrite(field, context) || field.linkage.readonly.holds(settled.record, context.env);
    const wrong = change.faults.get(key);
    if (!settled.visible.has(key)) {
      if (changes(change, key) && (wrong || value !== null)) found.set(key, [problem("form.field_hidden")]);
    } else if (fixed) {
      if (changes(change, key)) found.set(key, [problem("form.field_readonly")]);
    } else if (wrong) found.set(key, wrong);
  }
  return found;
}

function recordOf(form: FormDefinition, change: Change, settled: Settled): Record<string, Json> {
  const beyond = Object.entries(change.stored).filter(([key]) => !form.fields.has(key)) as [string, Json][];
  const kept = [...change.kept].filter(([key]) => settled.visible.has(key));
  return { ...Object.fromEntries(beyond), ...settled.values, ...Object.fromEntries(kept) };
}
