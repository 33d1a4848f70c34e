import { lengthOf } from "../values.ts";
import { trimmed, unspaced } from "./blanks.ts";
import type { FieldKindSpec } from "./definition.ts";
import { reject } from "./spec.ts";
import { readable } from "./texts.ts";

const GTIN = /^(?:\d{8}|\d{12,14})$/;

/** Whether it is an EAN or UPC number with its right check digit (GS1: weights 3 and 1 from the right). */
function isGtin(text: string): boolean {
  if (!GTIN.test(text)) return false;
  const digits = [...text].reverse().map(Number);
  return digits.reduce((sum, digit, place) => sum + digit * (place % 2 ? 3 : 1), 0) % 10 === 0;
}

/** What a QR code or barcode says, as kinds/scans.py of the server reads it. */
export const SCAN: FieldKindSpec = {
  name: "scan",
  ruleType: "text",
  defaults: { max_length: 500, min_length: null, typed: true, gtin: false },
  clean: (value, field) => {
    const { max_length: most, min_length: least, gtin } = field.settings;
    let text = trimmed(readable(value, Number(most)).replace(/[\t\n\r\u2028\u2029]/g, " "));
    if (!text) return null;
    if (gtin === true) {
      text = unspaced(text.normalize("NFKC")).replaceAll("-", "");
      if (!isGtin(text)) reject("form.bad_check_digit");
    }
    const length = lengthOf(text);
    if (length > Number(most)) reject("form.too_long", { max: Number(most), length });
    if (typeof least === "number" && length < least) reject("form.too_short", { min: least, length });
    return text;
  },
};
