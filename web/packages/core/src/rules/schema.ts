import { join, type Problem, Refusal, type Texts } from "../values.ts";

export type FieldKind =
  | "text"
  | "number"
  | "boolean"
  | "choice"
  | "multi"
  | "instant"
  | "date"
  | "person"
  | "department"
  | "region"
  | "record"
  | "files"
  | "rows"
  | "tree";

/** Kinds whose value is one opaque id, compared exactly. */
export const ID_KINDS: ReadonlySet<FieldKind> = new Set(["choice", "person", "department", "region", "record", "tree"]);
const RELATION_KINDS: ReadonlySet<FieldKind> = new Set(["record", "person", "department", "region"]);
export const LIST_KINDS: ReadonlySet<FieldKind> = new Set(["multi", "files", "rows"]);

const KEY = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

export interface Option {
  value: string;
  label?: Texts;
}

/** One field as rules see it; `fields` are those of the thing a relation points at, or the columns of a sub-table. */
export interface Field {
  key: string;
  type: FieldKind;
  label?: Texts;
  options?: readonly Option[];
  fields?: readonly Field[];
  tree?: string;
}

/** What a rule may speak about. */
export class Schema {
  readonly fields: ReadonlyMap<string, Field>;

  constructor(fields: Iterable<Field>) {
    const all = [...fields];
    const problems = [...keyProblems(all, "")];
    if (problems.length) throw new Refusal("rule.schema_invalid", problems);
    this.fields = new Map(all.map((field) => [field.key, field]));
  }

  /** Every field along a dotted path, outermost first; empty when the path leads nowhere. */
  trail(path: string): Field[] {
    const [first = "", ...rest] = path.split(".");
    const trail: Field[] = [];
    let found = this.fields.get(first);
    for (const key of [...rest, null]) {
      if (!found) return [];
      trail.push(found);
      if (key === null) break;
      found = RELATION_KINDS.has(found.type) ? found.fields?.find((field) => field.key === key) : undefined;
    }
    return trail;
  }
}

function* keyProblems(fields: readonly Field[], at: string): Generator<Problem> {
  const seen = new Set<string>();
  for (const item of fields) {
    const path = join(at, item.key);
    if (!KEY.test(item.key)) yield { path, code: "rule.bad_key", data: { key: item.key } };
    if (seen.has(item.key)) yield { path, code: "rule.repeated_key", data: { key: item.key } };
    seen.add(item.key);
    yield* keyProblems(item.fields ?? [], path);
  }
}
