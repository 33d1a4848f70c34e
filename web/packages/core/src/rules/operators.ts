import { type FieldKind, ID_KINDS } from "./schema.ts";

export type OperandShape = "none" | "same" | "list" | "pair" | "item" | "items" | "tree";

/** `negates`: by definition the negation of that comparison, hence true where the value is missing. */
export interface Operator {
  kinds: ReadonlySet<FieldKind>;
  operand: OperandShape;
  negates?: string;
}

const set = (...kinds: FieldKind[]): ReadonlySet<FieldKind> => new Set(kinds);
const ORDERED = set("number", "instant", "date");
const SINGLE = set(...ORDERED, ...ID_KINDS, "text", "boolean");
const LISTED = set(...ID_KINDS, "text", "number", "date");
const IN_TREE = set("person", "department", "region", "tree");
const EVERY = set(...SINGLE, "multi", "files", "rows");
const HOLDS = set("text", "multi");
const SAME = set(...SINGLE, "multi");
const TEXT = set("text");

export const OPERATORS: Readonly<Record<string, Operator>> = {
  eq: { kinds: SAME, operand: "same" },
  ne: { kinds: SAME, operand: "same", negates: "eq" },
  gt: { kinds: ORDERED, operand: "same" },
  ge: { kinds: ORDERED, operand: "same" },
  lt: { kinds: ORDERED, operand: "same" },
  le: { kinds: ORDERED, operand: "same" },
  between: { kinds: ORDERED, operand: "pair" },
  not_between: { kinds: ORDERED, operand: "pair", negates: "between" },
  in: { kinds: LISTED, operand: "list" },
  not_in: { kinds: LISTED, operand: "list", negates: "in" },
  contains: { kinds: HOLDS, operand: "item" },
  not_contains: { kinds: HOLDS, operand: "item", negates: "contains" },
  contains_any: { kinds: HOLDS, operand: "items" },
  contains_none: { kinds: HOLDS, operand: "items", negates: "contains_any" },
  contains_all: { kinds: HOLDS, operand: "items" },
  starts_with: { kinds: TEXT, operand: "item" },
  not_starts_with: { kinds: TEXT, operand: "item", negates: "starts_with" },
  ends_with: { kinds: TEXT, operand: "item" },
  not_ends_with: { kinds: TEXT, operand: "item", negates: "ends_with" },
  within: { kinds: IN_TREE, operand: "tree" },
  not_within: { kinds: IN_TREE, operand: "tree", negates: "within" },
  empty: { kinds: EVERY, operand: "none" },
  not_empty: { kinds: EVERY, operand: "none", negates: "empty" },
};
