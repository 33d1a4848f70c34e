// Closures of comparisons between any two expressions.
import { dayBounds, dayText, localDay, parseDay } from "./calendar.ts";
import { type Compilers, type Test, valueReader } from "./compileValue.ts";
import type { Compare, ConstantList, Expression, Operand } from "./nodes.ts";
import { OPERATORS } from "./operators.ts";
import { fold, type Value } from "./reading.ts";
import { treeTops, withinTops } from "./regions.ts";

type Holds = (left: never, right: never) => boolean;

const ORDER: Readonly<Record<string, Holds>> = {
  eq: (left, right) => left === right,
  gt: (left, right) => left > right,
  ge: (left, right) => left >= right,
  lt: (left, right) => left < right,
  le: (left, right) => left <= right,
};

const HOLDS: Readonly<Record<string, Holds>> = {
  contains: (held: string | string[], item: string) => held.includes(item),
  starts_with: (text: string, item: string) => text.startsWith(item),
  ends_with: (text: string, item: string) => text.endsWith(item),
  in: (value: string, listed: string[]) => listed.includes(value),
  contains_any: (held: string[], wanted: string[]) => wanted.some((item) => held.includes(item)),
  contains_all: (held: string[], wanted: string[]) => wanted.every((item) => held.includes(item)),
};

/** A negative comparison is the negation of its positive form, whatever is missing. */
export function compareTest(node: Compare, compilers: Compilers): Test {
  const positive = OPERATORS[node.op]?.negates;
  if (positive) {
    const test = compareTest({ ...node, op: positive }, compilers);
    return (record, env) => !test(record, env);
  }
  const left = valueReader(node.left, compilers);
  if (node.op === "empty") return (record, env) => left(record, env) === null;
  if (node.op in ORDER) return ordered(node, compilers);
  if (node.op === "between") return between(node, compilers);
  if (node.op === "within") return within(node, compilers);
  if (node.right?.t === "list") return listed(node, compilers, node.right);
  return binary(HOLDS[node.op], left, valueReader(expression(node.right), compilers));
}

function expression(right: Operand): Expression {
  if (!right || right.t === "list" || right.t === "pair") throw new TypeError("an expression was expected here");
  return right;
}

function binary(holds: Holds | undefined, left: ReturnType<typeof valueReader>, right: typeof left): Test {
  if (!holds) throw new TypeError("no such comparison");
  return (record, env) => {
    const first = left(record, env);
    if (first === null) return false;
    const second = right(record, env);
    return second !== null && holds(first as never, second as never);
  };
}

function ordered(node: Compare, compilers: Compilers): Test {
  if (node.left.kind === "multi") return sameItems(node, compilers);
  if (node.left.t === "call" && node.left.fn === "date_of") return byDay(node, compilers);
  return binary(ORDER[node.op], valueReader(node.left, compilers), valueReader(expression(node.right), compilers));
}

function sameItems(node: Compare, compilers: Compilers): Test {
  const left = valueReader(node.left, compilers);
  const wanted = new Set<Value>(node.right?.t === "list" ? node.right.values : []);
  return (record, env) => {
    const found = left(record, env) as string[] | null;
    return found !== null && found.length === wanted.size && found.every((item) => wanted.has(item));
  };
}

// An instant against the half-open span of a day.
const DAY_ORDER: Readonly<Record<string, (at: number, start: number, end: number) => boolean>> = {
  eq: (at, start, end) => start <= at && at < end,
  gt: (at, _start, end) => at >= end,
  ge: (at, start) => at >= start,
  lt: (at, start) => at < start,
  le: (at, _start, end) => at < end,
};

function byDay(node: Compare, compilers: Compilers): Test {
  if (node.left.t !== "call" || !node.left.args[0]) throw new TypeError("date_of takes a moment");
  const read = valueReader(node.left.args[0], compilers);
  const readDay = valueReader(expression(node.right), compilers);
  return (record, env) => {
    const at = read(record, env) as number | null;
    const wanted = at === null ? null : (readDay(record, env) as string | null);
    const day = wanted === null ? null : parseDay(wanted);
    if (at === null || wanted === null || day === null) return false;
    const span = dayBounds(day, env.zone);
    if (span) return DAY_ORDER[node.op]?.(at, ...span) ?? false;
    return ORDER[node.op]?.(dayText(localDay(at, env.zone)) as never, wanted as never) ?? false;
  };
}

function between(node: Compare, compilers: Compilers): Test {
  if (node.right?.t !== "pair") throw new TypeError("between takes two ends");
  const low = ordered({ ...node, op: "ge", right: node.right.low }, compilers);
  const high = ordered({ ...node, op: "le", right: node.right.high }, compilers);
  return (record, env) => low(record, env) && high(record, env);
}

function listed(node: Compare, compilers: Compilers, list: ConstantList): Test {
  const read = valueReader(node.left, compilers);
  const values = list.kind === "text" ? list.values.map((value) => fold(String(value))) : list.values;
  if (node.op === "in") {
    const among = new Set<Value>(values);
    return (record, env) => among.has(read(record, env));
  }
  if (node.left.kind === "text") {
    const parts = values as readonly string[];
    const any = node.op === "contains_any";
    return (record, env) => {
      const text = read(record, env) as string | null;
      if (text === null) return false;
      return any ? parts.some((part) => text.includes(part)) : parts.every((part) => text.includes(part));
    };
  }
  return binary(HOLDS[node.op], read, () => values as readonly string[]);
}

function within(node: Compare, compilers: Compilers): Test {
  const read = valueReader(node.left, compilers);
  const tree = treeOf(node.left);
  if (node.right?.t === "list") {
    const tops = treeTops(tree, node.right.values as readonly string[]);
    return (record, env) => {
      const member = read(record, env) as string | null;
      return member !== null && withinTops(env.trees, tree, member, tops);
    };
  }
  const readTop = valueReader(expression(node.right), compilers);
  return (record, env) => {
    const member = read(record, env) as string | null;
    const top = readTop(record, env) as string | null;
    return member !== null && top !== null && withinTops(env.trees, tree, member, treeTops(tree, [top]));
  };
}

/** The tree a value stands in: that of its kind, or the one its field names. */
function treeOf(left: Expression): string {
  if (left.kind !== "tree") return left.kind;
  return left.t === "field" ? left.field.tree || left.field.key : "tree";
}
