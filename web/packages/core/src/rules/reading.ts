// From a stored JSON value to the value that is compared, one function per kind; null = missing. None of them throws.
import { isObject, type JsonObject } from "../values.ts";
import { parseDay } from "./calendar.ts";
import { type Decimal, numberOf } from "./numbers.ts";
import type { FieldKind } from "./schema.ts";

/** A comparable value: decimals are bigint, instants are numbers, days and ids are texts. */
export type Value = null | boolean | string | number | Decimal | readonly string[] | readonly JsonObject[];

export const FIRST_INSTANT = -62_135_510_400_000;
export const LAST_INSTANT = 253_402_128_000_000;

/** The form in which text is compared: NFKC, case kept. */
export function fold(text: string): string {
  return text.normalize("NFKC");
}

export function rawText(value: unknown): string | null {
  return typeof value === "string" && value ? value : null;
}

export function instant(value: unknown): number | null {
  return Number.isInteger(value) && FIRST_INSTANT <= (value as number) && (value as number) <= LAST_INSTANT
    ? (value as number)
    : null;
}

export function boolean(value: unknown): boolean | null {
  return typeof value === "boolean" ? value : null;
}

export function day(value: unknown): string | null {
  return parseDay(value) === null ? null : (value as string);
}

/** The id of a choice, person, department, region or record; a loaded relation carries it under `id`. */
export function identity(value: unknown): string | null {
  return rawText(isObject(value) ? value.id : value);
}

function items(value: unknown): string[] | null {
  if (!Array.isArray(value)) return null;
  const found = value.map(identity).filter((item) => item !== null);
  return found.length ? [...new Set(found)] : null;
}

export function rows(value: unknown): JsonObject[] | null {
  if (!Array.isArray(value)) return null;
  const found = value.filter(isObject);
  return found.length ? found : null;
}

export const READERS: Readonly<Record<FieldKind, (value: unknown) => Value>> = {
  text: (value) => (typeof value === "string" && value ? fold(value) : null),
  number: numberOf,
  boolean,
  choice: identity,
  multi: items,
  instant,
  date: day,
  person: identity,
  department: identity,
  region: identity,
  record: identity,
  files: items,
  rows,
  tree: identity,
};
