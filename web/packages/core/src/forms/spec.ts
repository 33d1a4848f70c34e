import type { FieldKind } from "../rules/index.ts";
import { type Json, type Problem, Refusal } from "../values.ts";
import type { FileFacts } from "./context.ts";
import type { FieldDefinition } from "./definition.ts";

/** What a clean value is judged against beyond its own shape. */
export interface Situation {
  required: boolean;
  before: Json | undefined;
  options: readonly string[];
  files: ReadonlyMap<string, FileFacts>;
}

/** One kind of form control: how its values are validated and judged. */
export interface FieldKindSpec {
  name: string;
  ruleType: FieldKind;
  hasOptions?: boolean;
  isReference?: boolean;
  defaults: Readonly<Record<string, Json>>;
  /** The canonical form of an untrusted value, or null when it says "empty"; throws Refusal naming each fault. */
  clean(value: Json, field: FieldDefinition): Json;
  /** A formula's result as a value of this kind; rounds where the kind rounds. */
  fit?(result: Json, field: FieldDefinition): Json;
  judge?(value: Json, field: FieldDefinition, situation: Situation): Iterable<Problem>;
  filesIn?(value: Json): readonly string[];
}

/** Refuse one value. `path` is relative to it. */
export function reject(code: string, data: Record<string, unknown> = {}, path = ""): never {
  throw new Refusal("form.rejected", [{ path, code, data }]);
}

export function problem(code: string, data: Record<string, unknown> = {}, path = ""): Problem {
  return { path, code, data };
}

/** What `work` gives and the faults of the values in it. */
export function attempt<T>(work: () => T): [T | null, readonly Problem[]] {
  try {
    return [work(), []];
  } catch (error) {
    if (error instanceof Refusal) return [null, error.problems];
    throw error;
  }
}
