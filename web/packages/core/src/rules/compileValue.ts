// Closures of expressions: from a record to one comparable value, or null where it is missing.
import { isObject } from "../values.ts";
import { resolveRelative } from "./days.ts";
import type { Env } from "./env.ts";
import { FUNCTIONS, SAME_KIND_FUNCTIONS, textOf } from "./functions.ts";
import type { Aggregate, Call, Expression, FieldRef, Node } from "./nodes.ts";
import * as numbers from "./numbers.ts";
import { fold, READERS, rawText, rows, type Value } from "./reading.ts";
import { walk } from "./walk.ts";

export type RuleRecord = Readonly<Record<string, unknown>>;
export type Test = (record: RuleRecord, env: Env) => boolean;
export type Reader = (record: RuleRecord, env: Env) => Value;

/** How conditions inside expressions are compiled; handed in so that this file need not know of them. */
export interface Compilers {
  test(node: Node): Test;
}

// Where a row's closure finds the whole record; no field key can hold a colon.
const OUTER = "record:";

/** The closure of an expression; `folded` = text in its comparable form, else as it was typed. */
export function valueReader(part: Expression, compilers: Compilers, folded = true): Reader {
  switch (part.t) {
    case "constant": {
      const value = folded && part.kind === "text" ? fold(String(part.value)) : part.value;
      return () => value;
    }
    case "field": {
      const read = fieldReader(part);
      const known = part.kind === "text" && !folded ? rawText : READERS[part.kind];
      return (record) => known(read(record));
    }
    case "relative":
      return (_record, env) => resolveRelative(part, env);
    case "call":
      return callReader(part, compilers, folded);
    case "aggregate":
      return aggregateReader(part, compilers);
    case "history":
      return (record) => numbers.numberOf(record[part.key]);
    case "truth":
      return compilers.test(part.node);
  }
}

/** What stands at a path of a record, as it was stored; undefined when the way there is broken. */
export function pathReader(path: readonly string[]): (record: RuleRecord) => unknown {
  return (record) => {
    let found: unknown = record;
    for (const key of path) found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
    return found;
  };
}

function fieldReader(part: FieldRef): (record: RuleRecord) => unknown {
  const read = pathReader(part.path);
  return part.outer ? (record) => read(record[OUTER] as RuleRecord) : read;
}

/** What closures inside a row are given: the row, with the record at hand only if one of them asks for it. */
export function rowScope(...parts: (Node | Expression | null)[]): (row: RuleRecord, record: RuleRecord) => RuleRecord {
  const asks = parts.some((part) => part && [...walk(part)].some((inner) => inner.t === "field" && inner.outer));
  return asks ? (row, record) => ({ ...row, [OUTER]: record }) : (row) => row;
}

function aggregateReader(part: Aggregate, compilers: Compilers): Reader {
  const read = pathReader(part.over.path);
  const scope = rowScope(part.of, part.where);
  const of = part.of && valueReader(part.of, compilers);
  const where = part.where && compilers.test(part.where);
  if (!of && !where) {
    const known = READERS[part.over.kind];
    return (record) => numbers.ofWhole((known(read(record)) as readonly unknown[] | null)?.length ?? 0);
  }
  return (record, env) => {
    const scoped = (rows(read(record)) ?? []).map((row) => scope(row, record));
    const found = where ? scoped.filter((row) => where(row, env)) : scoped;
    return summarise(part.what, found.length, of ? found.map((row) => of(row, env)) : []);
  };
}

/** Missing values are left out. No rows: the sum and the count are 0, the others are missing. */
function summarise(what: string, count: number, values: readonly Value[]): Value {
  if (what === "count") return numbers.ofWhole(count);
  const present = values.filter((value) => value !== null);
  const total = () => (present as bigint[]).reduce((sum, value) => sum + value, 0n);
  if (what === "sum") return numbers.bounded(total());
  if (!present.length) return null;
  if (what === "avg") return numbers.divide(total(), numbers.ofWhole(present.length));
  return present.reduce((best, value) => ((what === "min") === (value as never) < (best as never) ? value : best));
}

function callReader(part: Call, compilers: Compilers, folded: boolean): Reader {
  const args = part.args.map((arg) => valueReader(arg, compilers, folded || part.fn === "length"));
  const [test, then, otherwise] = args;
  if (part.fn === "if" && test && then && otherwise) {
    return (record, env) => (test(record, env) ? then(record, env) : otherwise(record, env));
  }
  const anyKind = SAME_KIND_FUNCTIONS[part.fn];
  const known = FUNCTIONS[part.fn];
  const apply = anyKind ?? known?.apply ?? textOf;
  const lenient = anyKind !== undefined || known?.lenient === true;
  return (record, env) => {
    const values = args.map((arg) => arg(record, env));
    return !lenient && values.includes(null) ? null : apply(env, ...values);
  };
}
