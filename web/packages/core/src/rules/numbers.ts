// The number of the rule language: an exact decimal as a whole number of 10⁻¹⁸. Rounded half away from zero; a result
// of 10³⁰ or more is missing, never an error.
const GRAMMAR = /^(-?)([0-9]{1,30})(?:\.([0-9]{1,18}))?$/;
export const FRACTION_DIGITS = 18;
const ONE = 10n ** 18n;
const LIMIT = 10n ** 48n;

export type Decimal = bigint;

/** The number that a JSON value stands for; null when it is none or out of range. */
export function numberOf(value: unknown): Decimal | null {
  if (typeof value === "bigint") return bounded(value);
  if (typeof value === "string") return ofText(value);
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  return ofText(withoutExponent(value));
}

function ofText(text: string): Decimal | null {
  const found = GRAMMAR.exec(text);
  if (!found) return null;
  const [, sign, whole = "0", fraction = ""] = found;
  const size = BigInt(whole) * ONE + BigInt(fraction.padEnd(FRACTION_DIGITS, "0"));
  return sign ? -size : size;
}

function withoutExponent(value: number): string {
  const [mantissa = "0", exponent] = String(value).split("e");
  if (exponent === undefined) return mantissa;
  const shift = Number(exponent);
  const [whole = "0", fraction = ""] = mantissa.replace("-", "").split(".");
  const sign = value < 0 ? "-" : "";
  if (shift < 0) return `${sign}0.${"0".repeat(-shift - 1)}${whole}${fraction}`;
  return `${sign}${whole}${fraction.padEnd(shift, "0")}`;
}

/** How a number is written into JSON: no exponent, no trailing zeros, no negative zero. */
export function numberText(number: Decimal): string {
  return fixedText(number, FRACTION_DIGITS).replace(/\.?0+$/, "");
}

/** Exactly `places` decimals, rounded half away from zero. */
export function fixedText(number: Decimal, places: number): string {
  const cut = roundTo(number, places);
  const size = cut < 0n ? -cut : cut;
  const fraction = String(size % ONE)
    .padStart(FRACTION_DIGITS, "0")
    .slice(0, places);
  return `${cut < 0n ? "-" : ""}${size / ONE}${places ? `.${fraction}` : ""}`;
}

export function ofWhole(count: number): Decimal {
  return BigInt(count) * ONE;
}

export function isWhole(number: Decimal): boolean {
  return number % ONE === 0n;
}

/** A whole number as a plain one. */
export function toCount(number: Decimal): number {
  return Number(number / ONE);
}

export function bounded(number: Decimal): Decimal | null {
  return -LIMIT < number && number < LIMIT ? number : null;
}

function halfUp(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n !== divisor < 0n;
  const top = dividend < 0n ? -dividend : dividend;
  const bottom = divisor < 0n ? -divisor : divisor;
  const size = (2n * top + bottom) / (2n * bottom);
  return negative ? -size : size;
}

export function multiply(left: Decimal, right: Decimal): Decimal | null {
  return bounded(halfUp(left * right, ONE));
}

export function divide(left: Decimal, right: Decimal): Decimal | null {
  return right === 0n ? null : bounded(halfUp(left * ONE, right));
}

export function roundTo(number: Decimal, digits: number): Decimal {
  const step = 10n ** BigInt(FRACTION_DIGITS - digits);
  return halfUp(number, step) * step;
}

export function floor(number: Decimal): Decimal {
  const rest = ((number % ONE) + ONE) % ONE;
  return number - rest;
}

/** Places after the point that carry a digit. */
export function decimalsOf(number: Decimal): number {
  return numberText(number).split(".")[1]?.length ?? 0;
}
