import { type FieldBody, type FormBody, fieldsOf, freeKey, placeOf, withNewField } from "./body.ts";

/** The form with a field doubled behind itself, and the double's key. `buried`: keys it must not have. */
export function copyOf(body: FormBody, field: FieldBody, buried: readonly string[]): { body: FormBody; key: string } {
  const key = keyFor(body, field.key.replace(/_\d+$/, ""), buried);
  const place = placeOf(body, field.key);
  if (!place) return { body, key: field.key };
  return { body: withNewField(body, { ...field, key }, { ...place, index: place.index + 1 }), key };
}

export function keyFor(body: FormBody, stem: string, buried: readonly string[]): string {
  return freeKey(stem, [...fieldsOf(body).map((one) => one.key), ...buried]);
}
