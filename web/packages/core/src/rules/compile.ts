// Closures: everything decidable beforehand is decided here, once.
import { compareTest } from "./compare.ts";
import { type Compilers, pathReader, type RuleRecord, rowScope, type Test, valueReader } from "./compileValue.ts";
import type { Env } from "./env.ts";
import type { Condition, Formula, Node, Quantified } from "./nodes.ts";
import { rows, type Value } from "./reading.ts";

const compilers: Compilers = { test: nodeTest };

/** The condition as a function of a record. It never throws, whatever the record holds. */
export function compileCondition(condition: Condition): (record: RuleRecord, env: Env) => boolean {
  return nodeTest(condition.root);
}

/** The formula as a function; null where the value is missing, a bigint of 10⁻¹⁸ for a number (`numberText`). */
export function compileFormula(formula: Formula): (record: RuleRecord, env: Env) => Value {
  return valueReader(formula.root, compilers, false);
}

function nodeTest(node: Node): Test {
  switch (node.t) {
    case "compare":
      return compareTest(node, compilers);
    case "not": {
      const part = nodeTest(node.part);
      return (record, env) => !part(record, env);
    }
    case "rows":
      return quantified(node);
    case "all": {
      const parts = node.parts.map(nodeTest);
      return (record, env) => parts.every((part) => part(record, env));
    }
    case "any": {
      const parts = node.parts.map(nodeTest);
      return (record, env) => parts.some((part) => part(record, env));
    }
  }
}

function quantified(node: Quantified): Test {
  const read = pathReader(node.over.path);
  const scope = rowScope(node.where);
  const where = nodeTest(node.where);
  const found = (record: RuleRecord) => rows(read(record)) ?? [];
  if (node.quantifier === "every_row") {
    return (record, env) => found(record).every((row) => where(scope(row, record), env));
  }
  const some: Test = (record, env) => found(record).some((row) => where(scope(row, record), env));
  return node.quantifier === "no_row" ? (record, env) => !some(record, env) : some;
}
