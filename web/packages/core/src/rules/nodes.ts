// The checked expression tree. Parsing made every node well typed, so nothing behind it checks types again.
import type { Json } from "../values.ts";
import type { Value } from "./reading.ts";
import type { Field, FieldKind } from "./schema.ts";

export interface Constant {
  t: "constant";
  value: Value;
  kind: FieldKind;
}

export interface ConstantList {
  t: "list";
  values: readonly Value[];
  kind: FieldKind;
}

/** `outer`: read from the whole record although the rule stands inside a sub-table row. */
export interface FieldRef {
  t: "field";
  path: readonly string[];
  field: Field;
  kind: FieldKind;
  outer: boolean;
}

export interface Relative {
  t: "relative";
  base: string;
  add: number;
  unit: string;
  kind: FieldKind;
}

export interface Call {
  t: "call";
  fn: string;
  args: readonly Expression[];
  kind: FieldKind;
}

export interface Aggregate {
  t: "aggregate";
  what: string;
  over: FieldRef;
  of: Expression | null;
  where: Node | null;
  kind: FieldKind;
}

/** A count over earlier records, which the shell puts into the record under `key`. */
export interface History {
  t: "history";
  key: string;
  same: FieldRef;
  kind: FieldKind;
}

export interface Truth {
  t: "truth";
  node: Node;
  kind: FieldKind;
}

export type Expression = Constant | FieldRef | Relative | Call | Aggregate | History | Truth;

export interface Pair {
  t: "pair";
  low: Expression;
  high: Expression;
}

export type Operand = Expression | ConstantList | Pair | null;

export interface Compare {
  t: "compare";
  op: string;
  left: Expression;
  right: Operand;
}

export interface Group {
  t: "all" | "any";
  parts: readonly Node[];
}

export interface NotOf {
  t: "not";
  part: Node;
}

export interface Quantified {
  t: "rows";
  quantifier: string;
  over: FieldRef;
  where: Node;
}

export type Node = Compare | Group | NotOf | Quantified;

export interface Condition {
  root: Node;
  tree: Json;
}

/** `type` is the kind of the result. */
export interface Formula {
  root: Expression;
  type: FieldKind;
  tree: Json;
}
