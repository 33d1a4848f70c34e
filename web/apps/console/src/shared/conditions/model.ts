// A condition as people put it together: parts that all or any must hold, one level of groups inside. It is the server's
// own tree (docs/rules.md); what is written more cleverly than this is kept as it is.
import type { Json, JsonObject } from "@bihuan/core";

/** Something that can be asked: a column of the pool. */
export interface Askable {
  key: string;
  kind: string;
  label: Record<string, string>;
  options: readonly { value: string; label: Record<string, string> }[];
  of: string | null;
}

export interface Leaf {
  field: string;
  /** A name of ASKS, not of the tree's operators: "in the last days" is one of them. */
  ask: string;
  value: Json;
}

export interface Group {
  join: "all" | "any";
  parts: readonly Part[];
}

export interface Raw {
  raw: Json;
}

export type Part = Leaf | Group | Raw;
export type Editor = "none" | "text" | "number" | "day" | "days" | "truth" | "choices" | "one";

interface Ask {
  editor: Editor;
  write(field: string, value: Json): JsonObject;
  /** The value, if this node is such a question. */
  read(node: JsonObject): Json | undefined;
}

const compare = (op: string, editor: Editor): Ask => ({
  editor,
  write: (field, value) => ({ op, left: { field }, right: value }),
  read: (node) => (node.op === op && !isObject(node.right) ? (node.right as Json) : undefined),
});
const bare = (op: string): Ask => ({
  editor: "none",
  write: (field) => ({ op, left: { field } }),
  read: (node) => (node.op === op ? null : undefined),
});
/** Days counted from today: so many back. */
const days = (op: string): Ask => ({
  editor: "days",
  write: (field, value) => ({ op, left: { field }, right: { rel: "today", add: -Number(value) } }),
  read: (node) => {
    const right = node.right;
    if (node.op !== op || !isObject(right) || right.rel !== "today" || right.unit !== undefined) return undefined;
    return typeof right.add === "number" ? -right.add : undefined;
  },
});
const truth: Ask = {
  editor: "truth",
  write: (field, value) => ({ op: "eq", left: { field }, right: value === true || value === "true" }),
  read: (node) => (node.op === "eq" && typeof node.right === "boolean" ? node.right : undefined),
};

export const ASKS: Readonly<Record<string, Ask>> = {
  contains: compare("contains", "text"),
  not_contains: compare("not_contains", "text"),
  is: compare("eq", "text"),
  is_not: compare("ne", "text"),
  starts: compare("starts_with", "text"),
  in: {
    ...compare("in", "choices"),
    // One choice that is compared with is a list of one.
    read: (node) => {
      if (node.op === "eq" && typeof node.right === "string") return [node.right];
      return node.op === "in" && !isObject(node.right) ? (node.right as Json) : undefined;
    },
  },
  not_in: compare("not_in", "choices"),
  has_any: compare("contains_any", "choices"),
  has_none: compare("contains_none", "choices"),
  below: compare("within", "one"),
  not_below: compare("not_within", "one"),
  equals: compare("eq", "number"),
  more: compare("gt", "number"),
  at_least: compare("ge", "number"),
  less: compare("lt", "number"),
  at_most: compare("le", "number"),
  since: compare("ge", "day"),
  before: compare("lt", "day"),
  last_days: days("ge"),
  older: days("lt"),
  true: truth,
  empty: bare("empty"),
  not_empty: bare("not_empty"),
};
const ENDS = ["empty", "not_empty"];
const TEXT = ["contains", "not_contains", "is", "is_not", "starts", ...ENDS];
const CHOICE = ["in", "not_in", ...ENDS];
const BY_KIND: Readonly<Record<string, readonly string[]>> = {
  text: TEXT,
  choice: CHOICE,
  person: CHOICE,
  record: CHOICE,
  tree: CHOICE,
  department: ["below", "not_below", ...ENDS],
  region: ["below", "not_below", ...ENDS],
  multi: ["has_any", "has_none", ...ENDS],
  number: ["equals", "more", "at_least", "less", "at_most", ...ENDS],
  instant: ["last_days", "older", "since", "before", ...ENDS],
  date: ["last_days", "older", "since", "before", ...ENDS],
  boolean: ["true", ...ENDS],
};

/** What can be asked of a field; nothing of kinds that only machines ask about. */
export function asksOf(field: Askable): readonly string[] {
  return field.of ? CHOICE : (BY_KIND[field.kind] ?? []);
}

export function isGroup(part: Part): part is Group {
  return "parts" in part;
}

export function isRaw(part: Part): part is Raw {
  return "raw" in part;
}

/** The question that a field is asked when nobody has chosen one yet. */
export function firstLeaf(field: Askable): Leaf {
  return { field: field.key, ask: asksOf(field)[0] ?? "empty", value: null };
}

export function readCondition(text: string, fields: readonly Askable[]): Group {
  const known = new Map(fields.map((field) => [field.key, field]));
  const found = parsed(text);
  const part = found === undefined ? undefined : readPart(found, known, 0);
  if (part === undefined) return { join: "all", parts: [] };
  return isGroup(part) ? part : { join: "all", parts: [part] };
}

/** The tree as text; "" when nothing is asked. Questions without an answer do not count. */
export function writeCondition(group: Group): string {
  const tree = writePart(group);
  return tree === undefined ? "" : JSON.stringify(tree);
}

function readPart(node: Json, known: ReadonlyMap<string, Askable>, depth: number): Part {
  if (!isObject(node)) return { raw: node };
  for (const join of ["all", "any"] as const) {
    const parts = node[join];
    if (Array.isArray(parts) && depth < 2) return { join, parts: parts.map((one) => readPart(one, known, depth + 1)) };
  }
  return readLeaf(node, known) ?? { raw: node };
}

function readLeaf(node: JsonObject, known: ReadonlyMap<string, Askable>): Leaf | undefined {
  const left = node.left;
  const field = isObject(left) ? known.get(String(left.field)) : undefined;
  if (!field) return undefined;
  for (const ask of asksOf(field)) {
    const value = ASKS[ask]?.read(node);
    if (value !== undefined) return { field: field.key, ask, value };
  }
  return undefined;
}

function writePart(part: Part): Json | undefined {
  if (isRaw(part)) return part.raw;
  if (!isGroup(part)) return isAnswered(part) ? ASKS[part.ask]?.write(part.field, part.value) : undefined;
  const parts = part.parts.map(writePart).filter((one) => one !== undefined);
  return parts.length ? { [part.join]: parts } : undefined;
}

export function isAnswered({ ask, value }: Leaf): boolean {
  const editor = ASKS[ask]?.editor ?? "none";
  if (editor === "none") return true;
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== "" && value !== undefined;
}

function parsed(text: string): Json | undefined {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
