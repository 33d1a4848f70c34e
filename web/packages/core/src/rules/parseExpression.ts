// Expressions: constants, fields, functions, relative days, aggregates, and the two sides of a comparison.
import { isObject, type Json, type JsonObject, join, type Problem } from "../values.ts";
import { constant, inferredKind } from "./constants.ts";
import { DAY_BASES, DAY_UNITS, INSTANT_BASES, INSTANT_UNITS } from "./days.ts";
import { FUNCTIONS, MOST_ARGS, type RuleFunction, SAME_KIND_FUNCTIONS, WHEN } from "./functions.ts";
import type {
  Aggregate,
  Call,
  Constant,
  ConstantList,
  Expression,
  FieldRef,
  History,
  Node,
  Operand,
  Pair,
  Relative,
  Truth,
} from "./nodes.ts";
import type { Operator } from "./operators.ts";
import { type Field, type FieldKind, ID_KINDS, LIST_KINDS, Schema } from "./schema.ts";

const AGGREGATES = ["sum", "count", "min", "max", "avg"];
export const CONDITION_KEYS = ["all", "any", "not", "op", "any_row", "every_row", "no_row"];
const EXPRESSION_KEYS = ["field", "record", "fn", "rel", "history", ...AGGREGATES];
const MOST_SHIFT = 100_000;
const COMPARABLE: ReadonlySet<FieldKind> = new Set(["number", "instant", "date"]);
const SINGLE_VALUES: ReadonlySet<FieldKind> = new Set([...COMPARABLE, ...ID_KINDS, "text", "boolean"]);
const ROWS: ReadonlySet<FieldKind> = new Set(["rows"]);

type Tree = Json | undefined;
const word = (value: Tree) => (typeof value === "string" ? value : null);

/** Collects faults in `problems`; every parsing method returns null exactly when it has reported one. */
export abstract class ExpressionParser {
  readonly problems: Problem[] = [];
  private readonly schema: Schema;
  private row: FieldRef | null = null;

  constructor(schema: Schema) {
    this.schema = schema;
  }

  abstract truth(tree: Tree, at: string): Truth | null;
  abstract history(tree: JsonObject, at: string): History | null;

  get inRow(): boolean {
    return this.row !== null;
  }

  fault(path: string, code: string, data: Record<string, unknown> = {}): null {
    this.problems.push({ path, code, data });
    return null;
  }

  /** Unknown keys are faults: a misspelt `where` must not silently widen a rule. */
  only(tree: JsonObject, allowed: readonly string[], at: string): void {
    for (const key of Object.keys(tree)) {
      if (!allowed.includes(key)) this.fault(join(at, key), "rule.unknown_key", { key });
    }
  }

  /** Fields named within are columns of this sub-table; `{"record": …}` still names the record's. */
  inside<T>(over: FieldRef, work: () => T): T {
    const before = this.row;
    this.row = over;
    try {
      return work();
    } finally {
      this.row = before;
    }
  }

  /** One value. `expected` and `field` tell a bare constant what it is meant as. */
  expression(tree: Tree, at: string, expected?: FieldKind, field?: Field): Expression | null {
    if (Array.isArray(tree)) return this.fault(at, "rule.list_not_allowed");
    if (!isObject(tree)) return this.scalar(tree ?? null, at, expected, field);
    if (CONDITION_KEYS.some((key) => key in tree)) return this.truth(tree, at);
    const found = EXPRESSION_KEYS.filter((key) => key in tree);
    const [key] = found;
    if (key === undefined || found.length > 1) {
      return this.fault(at, found.length ? "rule.ambiguous" : "rule.not_an_expression", { keys: found });
    }
    return this.keyed(key, tree, at);
  }

  private keyed(key: string, tree: JsonObject, at: string): Expression | null {
    if (key === "field" || key === "record") {
      this.only(tree, [key], at);
      return this.reference(tree[key], join(at, key), key === "record");
    }
    if (key === "fn") return this.call(tree, at);
    if (key === "rel") return this.relative(tree, at);
    return key === "history" ? this.history(tree, at) : this.aggregate(key, tree, at);
  }

  scalar(value: Json, at: string, expected?: FieldKind, field?: Field): Constant | null {
    const found = constant(value, expected ?? inferredKind(value), field);
    return Array.isArray(found) ? this.fault(at, found[0], found[1]) : found;
  }

  reference(path: Tree, at: string, outer = false): FieldRef | null {
    if (typeof path !== "string") return this.fault(at, "rule.unknown_field", { field: null });
    const schema = this.row && !outer ? new Schema(this.row.field.fields ?? []) : this.schema;
    const field = schema.trail(path).at(-1);
    if (!field) return this.fault(at, "rule.unknown_field", { field: path });
    return { t: "field", path: path.split("."), field, kind: field.type, outer: outer && this.inRow };
  }

  rows(path: Tree, at: string, kinds: ReadonlySet<FieldKind> = ROWS): FieldRef | null {
    if (this.row) return this.fault(at, "rule.rows_in_rows");
    const found = this.reference(path, at);
    return found && !kinds.has(found.kind) ? this.fault(at, "rule.not_for_kind", { kind: found.kind }) : found;
  }

  private relative(tree: JsonObject, at: string): Relative | null {
    this.only(tree, ["rel", "add", "unit"], at);
    const base = word(tree.rel) ?? "";
    if (!INSTANT_BASES.includes(base) && !DAY_BASES.includes(base)) {
      return this.fault(join(at, "rel"), "rule.unknown_base", { base: word(tree.rel) });
    }
    const kind: FieldKind = INSTANT_BASES.includes(base) ? "instant" : "date";
    const unit = "unit" in tree ? word(tree.unit) : "day";
    if (unit === null || !(kind === "instant" ? INSTANT_UNITS : DAY_UNITS).includes(unit)) {
      return this.fault(join(at, "unit"), "rule.unknown_unit", { unit });
    }
    const add = "add" in tree ? tree.add : 0;
    if (!Number.isInteger(add) || Math.abs(Number(add)) > MOST_SHIFT) {
      return this.fault(join(at, "add"), "rule.out_of_range", { least: -MOST_SHIFT, most: MOST_SHIFT });
    }
    return { t: "relative", base, add: Number(add), unit, kind };
  }

  private aggregate(key: string, tree: JsonObject, at: string): Aggregate | null {
    const counts = key === "count";
    this.only(tree, counts ? [key, "where"] : [key, "where", "of"], at);
    const over = this.rows(tree[key], join(at, key), counts && !("where" in tree) ? LIST_KINDS : ROWS);
    if (!counts && !("of" in tree)) return this.fault(at, "rule.missing_key", { key: "of" });
    if (!over) return null;
    const [of, where] = this.inside(over, () => [
      counts ? null : this.aggregated(key, tree.of, join(at, "of")),
      "where" in tree ? (this.truth(tree.where, join(at, "where"))?.node ?? null) : null,
    ]);
    if ((!of && !counts) || (!where && "where" in tree)) return null;
    return { t: "aggregate", what: key, over, of, where, kind: of?.kind ?? "number" };
  }

  private aggregated(key: string, tree: Tree, at: string): Expression | null {
    const found = this.expression(tree, at, "number");
    const allowed = key === "min" || key === "max" ? COMPARABLE.has(found?.kind ?? "text") : found?.kind === "number";
    return found && !allowed ? this.fault(at, "rule.wrong_type", { expected: "number", found: found.kind }) : found;
  }

  private call(tree: JsonObject, at: string): Call | null {
    this.only(tree, ["fn", "args"], at);
    const name = word(tree.fn);
    const func = name !== null && Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    const isKnown = name === "if" || func || (name !== null && Object.hasOwn(SAME_KIND_FUNCTIONS, name));
    if (name === null || !isKnown) return this.fault(join(at, "fn"), "rule.unknown_function", { fn: name });
    const args = tree.args;
    if (!Array.isArray(args)) return this.fault(join(at, "args"), "rule.not_a_list");
    let [least, most] = func ? [func.params.length, func.most] : [2, MOST_ARGS];
    if (name === "if") least = most = 3;
    if (args.length < least || args.length > most) {
      return this.fault(join(at, "args"), "rule.argument_count", { fn: name, least, most });
    }
    return func ? this.knownCall(name, func, args, join(at, "args")) : this.anyKind(name, args, at);
  }

  private knownCall(name: string, func: RuleFunction, args: readonly Json[], at: string): Call | null {
    const found = args.map((arg, index) => {
      const kinds = func.params[Math.min(index, func.params.length - 1)] ?? [];
      // A text where a moment is meant is a written moment; `constant` keeps a day a day.
      const expected = kinds === WHEN ? "instant" : kinds.length === 1 ? kinds[0] : undefined;
      return this.argument(arg, kinds, expected, join(at, index));
    });
    const known = found.filter((arg) => arg !== null);
    const [first] = known;
    if (known.length < found.length || !first) return null;
    const written = (arg: Expression): Expression =>
      arg.kind === "text" ? arg : { t: "call", fn: "text_of", args: [arg], kind: "text" };
    const given = name === "concat" ? known.map(written) : known;
    return { t: "call", fn: name, args: given, kind: func.result ?? first.kind };
  }

  private argument(
    tree: Json,
    kinds: readonly FieldKind[],
    expected: FieldKind | undefined,
    at: string,
  ): Expression | null {
    const found = this.expression(tree, at, expected);
    if (!found) return null;
    if (found.kind === "instant" && !kinds.includes("instant") && kinds.includes("date")) return dateOf(found);
    return kinds.includes(found.kind)
      ? found
      : this.fault(at, "rule.wrong_type", { expected: kinds, found: found.kind });
  }

  /** `if`, `coalesce`, `least`, `greatest`: branches of one kind; a constant takes the kind of another branch. */
  private anyKind(name: string, args: readonly Json[], at: string): Call | null {
    const where = join(at, "args");
    const head = name === "if" ? [this.truth(args[0], join(where, 0))] : [];
    const branches = args.map((arg, index) => [index, arg] as const).slice(head.length);
    const typed = new Map<number, Expression | null>();
    for (const [index, arg] of branches) {
      if (isObject(arg)) typed.set(index, this.expression(arg, join(where, index)));
    }
    const lead = [...typed.values()].find((part) => part !== null);
    const field = lead?.t === "field" ? lead.field : undefined;
    for (const [index, arg] of branches) {
      if (!typed.has(index)) typed.set(index, this.expression(arg, join(where, index), lead?.kind, field));
    }
    const found = [...head, ...branches.map(([index]) => typed.get(index) ?? null)];
    const known = found.filter((part) => part !== null);
    if (known.length < found.length) return null;
    const kinds = [...new Set(known.slice(head.length).map((part) => part.kind))].sort();
    const [kind = "text"] = kinds;
    const allowed = name === "least" || name === "greatest" ? COMPARABLE : SINGLE_VALUES;
    if (kinds.length > 1 || !allowed.has(kind)) return this.fault(where, "rule.mixed_kinds", { kinds });
    return { t: "call", fn: name, args: known, kind };
  }

  // The two sides of a comparison

  compare(name: string, operator: Operator, tree: JsonObject, at: string): Node | null {
    const left = this.left(tree, at);
    if (!left) return null;
    if (!operator.kinds.has(left.kind)) {
      return this.fault(join(at, "op"), "rule.op_not_for_kind", { op: name, kind: left.kind });
    }
    if (operator.operand === "none") return { t: "compare", op: name, left, right: null };
    const right = this.right(operator, left, tree.right, join(at, "right"));
    if (!right) return null;
    const byDay = left.kind === "instant" && hasDay(right) ? dateOf(left) : left;
    return { t: "compare", op: name, left: byDay, right: byDay.kind === "date" ? daysOf(right) : right };
  }

  private left(tree: JsonObject, at: string): Expression | null {
    if (isObject(tree.left) || !isObject(tree.right)) return this.expression(tree.left, join(at, "left"));
    const mark = this.problems.length;
    const other = this.expression(tree.right, join(at, "right"));
    // The right side is read again, and its faults told once, by `right`.
    this.problems.length = mark;
    return this.expression(tree.left, join(at, "left"), other?.kind, other?.t === "field" ? other.field : undefined);
  }

  private right(operator: Operator, left: Expression, tree: Tree, at: string): Operand {
    const shape = operator.operand;
    if (shape === "tree") return this.tops(left, tree, at);
    if (shape === "list" || shape === "items" || (shape === "same" && left.kind === "multi")) {
      return this.listed(left, tree, at);
    }
    if (shape === "pair") return this.pair(left, tree, at);
    const kind = shape === "item" && left.kind === "multi" ? "choice" : left.kind;
    return this.matching(tree, kind, left.t === "field" ? left.field : undefined, at);
  }

  private matching(tree: Tree, kind: FieldKind, field: Field | undefined, at: string): Expression | null {
    const found = this.expression(tree, at, kind, field);
    if (!found || found.kind === kind) return found;
    if (WHEN.includes(found.kind) && WHEN.includes(kind)) return found;
    // A multi-choice may hold any ids.
    if (kind === "choice" && ID_KINDS.has(found.kind)) return found;
    return this.fault(at, "rule.wrong_type", { expected: kind, found: found.kind });
  }

  private pair(left: Expression, tree: Tree, at: string): Pair | null {
    if (!Array.isArray(tree) || tree.length !== 2) return this.fault(at, "rule.pair_expected");
    const [low, high] = tree.map((end, index) => this.matching(end, left.kind, undefined, join(at, index)));
    return low && high ? { t: "pair", low, high } : null;
  }

  private listed(left: Expression, tree: Tree, at: string): Operand {
    if (isObject(tree)) {
      const found = this.expression(tree, at);
      if (found && (found.kind !== "multi" || !ID_KINDS.has(left.kind))) return this.fault(at, "rule.list_expected");
      return found;
    }
    if (!Array.isArray(tree)) return this.fault(at, "rule.list_expected");
    return this.constants(tree, left.kind === "multi" ? "choice" : left.kind, at, left);
  }

  private tops(left: Expression, tree: Tree, at: string): Operand {
    const kind = left.kind === "person" ? "department" : left.kind;
    if (isObject(tree)) return this.matching(tree, kind, undefined, at);
    return this.constants(Array.isArray(tree) ? tree : [tree], kind, at);
  }

  private constants(list: readonly Tree[], kind: FieldKind, at: string, left?: Expression): ConstantList | null {
    const field = left?.t === "field" ? left.field : undefined;
    const parts = list.map((item, index) => {
      return Array.isArray(item) || isObject(item)
        ? this.fault(join(at, index), "rule.wrong_type", { expected: kind })
        : this.scalar(item ?? null, join(at, index), kind, field);
    });
    const known = parts.filter((part) => part !== null);
    return known.length === parts.length ? { t: "list", values: known.map((part) => part.value), kind } : null;
  }
}

function dateOf(part: Expression): Call {
  return { t: "call", fn: "date_of", args: [part], kind: "date" };
}

function hasDay(right: NonNullable<Operand>): boolean {
  return right.t === "pair" ? right.low.kind === "date" || right.high.kind === "date" : right.kind === "date";
}

/** A moment compared with a day is compared by its day. */
function daysOf(right: NonNullable<Operand>): Operand {
  if (right.t === "pair") return { t: "pair", low: dayOf(right.low), high: dayOf(right.high) };
  return right.t === "list" ? right : dayOf(right);
}

function dayOf(part: Expression): Expression {
  return part.kind === "instant" ? dateOf(part) : part;
}
