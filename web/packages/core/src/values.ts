/** JSON as it comes; instants are ms since 1970 UTC, decimals travel as strings. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
export type JsonObject = { readonly [key: string]: Json | undefined };
export type Texts = Readonly<Record<string, string>>;

/** One fault: a dotted path, a code whose text the catalogues have, and what the text needs. */
export interface Problem {
  path: string;
  code: string;
  data: Readonly<Record<string, unknown>>;
}

/** The one exception for "no". */
export class Refusal extends Error {
  readonly code: string;
  readonly problems: readonly Problem[];

  constructor(code: string, problems: readonly Problem[] = []) {
    super(`${code}: ${problems.map((problem) => `${problem.path} ${problem.code}`).join(", ")}`);
    this.name = "Refusal";
    this.code = code;
    this.problems = problems;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A dotted path one step further. */
export function join(at: string, key: string | number): string {
  return at ? `${at}.${key}` : String(key);
}

/** Whether two JSON values say the same. */
export function same(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => same(item, right[index]));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => key in right && same(left[key], right[key]));
}

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

export function isWellFormed(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

/** How many characters people see as one code point each. */
export function lengthOf(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
