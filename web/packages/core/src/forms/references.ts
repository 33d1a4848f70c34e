import type { Json } from "../values.ts";
import { reject } from "./spec.ts";

const ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

/** An id as the platform writes them; "" says "nobody". */
export function identifier(value: Json): string | null {
  if (value === "") return null;
  return typeof value === "string" && ID.test(value) ? value : reject("form.not_reference");
}
