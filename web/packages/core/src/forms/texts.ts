import { type Json, lengthOf } from "../values.ts";
import { reject } from "./spec.ts";

// NUL breaks PostgreSQL, a lone surrogate breaks UTF-8, the other controls break screens and CSV.
const UNSTORABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** The text itself, in NFC; refuses other types, far too long input, and what cannot be stored. */
export function readable(value: Json, longest: number): string {
  if (typeof value !== "string") reject("form.not_text");
  const length = value.length > longest ? lengthOf(value) : value.length;
  if (length > 4 * longest + 1_000) reject("form.too_long", { max: longest, length });
  const bad = UNSTORABLE.exec(value)?.[0].charCodeAt(0);
  if (bad !== undefined) {
    reject("form.bad_character", { code_point: `U+${bad.toString(16).toUpperCase().padStart(4, "0")}` });
  }
  return value.normalize("NFC");
}
