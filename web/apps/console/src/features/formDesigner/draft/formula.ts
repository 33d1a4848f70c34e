// A formula as people choose it: one kind of reckoning over a few parts. What is written more cleverly is kept as it is.
import type { Json, JsonObject } from "@bihuan/core";

export const RECKONINGS = ["add", "sub", "mul", "div", "concat"] as const;
export type Reckoning = (typeof RECKONINGS)[number];

/** A field, a number or word of its own, the sum of a column, or the number of rows. */
export type Operand = { field: string } | { plain: string } | { sum: string; column: string } | { count: string };

export interface Formula {
  fn: Reckoning;
  args: readonly Operand[];
}

/** null: it cannot be shown as parts. */
export function readFormula(tree: Json | undefined): Formula | null {
  if (!isObject(tree)) return null;
  if (typeof tree.fn !== "string") {
    const alone = readOperand(tree);
    return alone && { fn: "add", args: [alone] };
  }
  const fn = RECKONINGS.find((one) => one === tree.fn);
  const args = Array.isArray(tree.args) ? tree.args.map(readOperand) : [];
  return fn && args.every((one) => one !== null) ? { fn, args: args as Operand[] } : null;
}

/** undefined: nothing is reckoned. */
export function writeFormula({ fn, args }: Formula): Json | undefined {
  const parts = args.filter(isSaid).map(writeOperand);
  if (!parts.length) return undefined;
  const [only] = args.filter(isSaid);
  // A single part stands for itself; a number alone is no formula.
  if (parts.length === 1 && only && !("plain" in only)) return parts[0];
  return { fn, args: parts };
}

/** One part as the value of a list, and back. */
export function operandWord(operand: Operand): string {
  if ("field" in operand) return `field ${operand.field}`;
  if ("sum" in operand) return `sum ${operand.sum} ${operand.column}`;
  return "count" in operand ? `count ${operand.count}` : "plain";
}

export function operandOf(word: string): Operand {
  const [kind, first = "", second = ""] = word.split(" ");
  if (kind === "field") return { field: first };
  if (kind === "sum") return { sum: first, column: second };
  return kind === "count" ? { count: first } : { plain: "" };
}

function isSaid(operand: Operand): boolean {
  return !("plain" in operand) || operand.plain.trim() !== "";
}

function writeOperand(operand: Operand): Json {
  if ("plain" in operand) return operand.plain.trim();
  if ("sum" in operand) return { sum: operand.sum, of: { field: operand.column } };
  return "count" in operand ? { count: operand.count } : { field: operand.field };
}

function readOperand(part: Json): Operand | null {
  if (typeof part === "string" || typeof part === "number") return { plain: String(part) };
  if (!isObject(part)) return null;
  const names = Object.keys(part).sort().join(" ");
  if (names === "field") return { field: String(part.field) };
  if (names === "count") return { count: String(part.count) };
  const of = part.of;
  if (names === "of sum" && isObject(of) && Object.keys(of).join() === "field") {
    return { sum: String(part.sum), column: String(of.field) };
  }
  return null;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
