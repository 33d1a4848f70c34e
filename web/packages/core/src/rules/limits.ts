import { isObject, isWellFormed, type Json, join, lengthOf, type Problem } from "../values.ts";

const MOST_DEPTH = 32;
const MOST_NODES = 500;
const MOST_VALUES = 5_000;
const MOST_TEXT = 10_000;
type Fault = [string, Record<string, unknown>] | null;

/** What makes a tree unreadable: too deep, too large, or holding what no store can hold. Never recurses. */
export function limitProblems(tree: Json, at: string): Problem[] {
  const pending: [Json | undefined, string, number][] = [[tree, at, 1]];
  let nodes = 0;
  let values = 0;
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [value, path, depth] = next;
    nodes += Number(isObject(value));
    values += 1;
    const fault = sizeFault(nodes, values, isObject(value) ? depth : 0) ?? valueFault(value);
    if (fault) return [{ path, code: fault[0], data: fault[1] }];
    pending.push(...inside(value, path, depth));
  }
  return [];
}

/** Only objects make a level; lists within lists mean nothing in a rule. */
function inside(value: Json | undefined, path: string, depth: number): [Json | undefined, string, number][] {
  if (isObject(value)) return Object.entries(value).map(([key, inner]) => [inner, join(path, key), depth + 1]);
  return Array.isArray(value) ? value.map((inner, index) => [inner, join(path, index), depth]) : [];
}

function sizeFault(nodes: number, values: number, depth: number): Fault {
  if (depth > MOST_DEPTH) return ["rule.too_deep", { most: MOST_DEPTH }];
  if (nodes > MOST_NODES || values > MOST_VALUES) {
    return ["rule.too_large", { most: MOST_NODES, most_values: MOST_VALUES }];
  }
  return null;
}

function valueFault(value: unknown): Fault {
  if (typeof value === "string") return textFault(value);
  if (typeof value === "number") return Number.isFinite(value) ? null : ["rule.not_a_number", {}];
  if (isObject(value)) return Object.keys(value).map(textFault).find(Boolean) ?? null;
  if (Array.isArray(value)) return value.some(Array.isArray) ? ["rule.nested_list", {}] : null;
  return value === null || typeof value === "boolean" ? null : ["rule.not_json", {}];
}

function textFault(text: string): Fault {
  if (text.length > MOST_TEXT && lengthOf(text) > MOST_TEXT) return ["rule.text_too_long", { most: MOST_TEXT }];
  return text.includes("\0") || !isWellFormed(text) ? ["rule.bad_text", {}] : null;
}
