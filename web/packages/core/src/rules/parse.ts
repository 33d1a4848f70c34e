import { isObject, type Json, type JsonObject, join, Refusal } from "../values.ts";
import { limitProblems } from "./limits.ts";
import type { Condition, Formula, History, Node, Truth } from "./nodes.ts";
import { OPERATORS } from "./operators.ts";
import { CONDITION_KEYS, ExpressionParser } from "./parseExpression.ts";
import { ID_KINDS, type Schema } from "./schema.ts";

const MOST_HISTORY_DAYS = 3_660;

/** The checked condition of a JSON tree. Throws Refusal("rule.invalid") whose problems name every fault. */
export function parseCondition(tree: Json, schema: Schema, at = ""): Condition {
  const parser = checked(tree, schema, at);
  const root = parser.condition(tree, at);
  if (!root || parser.problems.length) throw new Refusal("rule.invalid", parser.problems);
  return { root, tree };
}

/** The checked formula of a JSON tree. Throws Refusal("rule.invalid") whose problems name every fault. */
export function parseFormula(tree: Json, schema: Schema, at = ""): Formula {
  const parser = checked(tree, schema, at);
  const root = parser.expression(tree, at);
  if (!root || parser.problems.length) throw new Refusal("rule.invalid", parser.problems);
  return { root, type: root.kind, tree };
}

function checked(tree: Json, schema: Schema, at: string): Parser {
  const problems = limitProblems(tree, at);
  if (problems.length) throw new Refusal("rule.invalid", problems);
  return new Parser(schema);
}

/** Conditions on top of expressions; the two call each other. */
class Parser extends ExpressionParser {
  condition(tree: Json | undefined, at: string): Node | null {
    if (!isObject(tree)) return this.fault(at, "rule.not_a_condition");
    const found = CONDITION_KEYS.filter((key) => key in tree);
    if (found.length > 1) return this.fault(at, "rule.ambiguous", { keys: found });
    const [key] = found;
    if (key === undefined) return this.flag(tree, at);
    if (key === "all" || key === "any") return this.group(tree, key, at);
    if (key === "not") return this.negation(tree, at);
    return key === "op" ? this.comparison(tree, at) : this.quantified(tree, key, at);
  }

  /** A yes/no field or formula standing as a condition means: it is true. */
  private flag(tree: JsonObject, at: string): Node | null {
    const found = this.expression(tree, at);
    if (!found) return null;
    if (found.kind !== "boolean") return this.fault(at, "rule.not_a_condition", { found: found.kind });
    return { t: "compare", op: "eq", left: found, right: { t: "constant", value: true, kind: "boolean" } };
  }

  private group(tree: JsonObject, key: "all" | "any", at: string): Node | null {
    this.only(tree, [key], at);
    const listed = tree[key];
    const where = join(at, key);
    if (!Array.isArray(listed)) return this.fault(where, "rule.not_a_list");
    const parts = listed.map((part, index) => this.condition(part, join(where, index)));
    const known = parts.filter((part) => part !== null);
    return known.length < parts.length ? null : { t: key, parts: known };
  }

  private negation(tree: JsonObject, at: string): Node | null {
    this.only(tree, ["not"], at);
    const part = this.condition(tree.not, join(at, "not"));
    return part && { t: "not", part };
  }

  private quantified(tree: JsonObject, key: string, at: string): Node | null {
    this.only(tree, [key, "where"], at);
    const over = this.rows(tree[key], join(at, key));
    if (!("where" in tree)) return this.fault(at, "rule.missing_key", { key: "where" });
    if (!over) return null;
    const where = this.inside(over, () => this.condition(tree.where, join(at, "where")));
    return where && { t: "rows", quantifier: key, over, where };
  }

  private comparison(tree: JsonObject, at: string): Node | null {
    const name = tree.op;
    const operator = typeof name === "string" && Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
    if (!operator) return this.fault(join(at, "op"), "rule.unknown_op", { op: typeof name === "string" ? name : null });
    const takes = operator.operand === "none" ? ["left", "op"] : ["left", "op", "right"];
    this.only(tree, takes, at);
    const missing = takes.filter((key) => !(key in tree));
    for (const key of missing) this.fault(at, "rule.missing_key", { key });
    return missing.length ? null : this.compare(String(name), operator, tree, at);
  }

  override truth(tree: Json | undefined, at: string): Truth | null {
    const node = this.condition(tree, at);
    return node && { t: "truth", node, kind: "boolean" };
  }

  /** `{"history": {"same": "device", "days": 30, "where": …}}`; only of the whole record, never of a row. */
  override history(tree: JsonObject, at: string): History | null {
    this.only(tree, ["history"], at);
    const inner = tree.history;
    const where = join(at, "history");
    if (!isObject(inner)) return this.fault(where, "rule.not_an_object");
    if (this.inRow) return this.fault(where, "rule.history_in_row");
    this.only(inner, ["same", "days", "where"], where);
    const same = this.reference(inner.same, join(where, "same"));
    const days = inner.days;
    if (!Number.isInteger(days) || Number(days) < 1 || Number(days) > MOST_HISTORY_DAYS) {
      return this.fault(join(where, "days"), "rule.out_of_range", { least: 1, most: MOST_HISTORY_DAYS });
    }
    if (same && !ID_KINDS.has(same.kind) && same.kind !== "text") {
      return this.fault(join(where, "same"), "rule.not_for_kind", { kind: same.kind });
    }
    const condition = "where" in inner ? this.condition(inner.where, join(where, "where")) : null;
    if (!same || ("where" in inner && !condition)) return null;
    return { t: "history", key: canonical({ history: inner }), same, kind: "number" };
  }
}

function canonical(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const pairs = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${pairs.join(",")}}`;
}
