import type { TableField } from "@bihuan/api";
import { grouped, moneyText } from "@bihuan/forms";
import { type Language, pick } from "@bihuan/i18n";

/** ¥36,000.00 · 12 人: exact, as it was written, with the marks that make it readable. */
export function numberText(field: Pick<TableField, "currency" | "unit">, value: unknown, language: Language): string {
  if (field.currency) return moneyText(value, field.currency);
  return field.unit ? `${grouped(value)} ${pick(field.unit, language)}` : grouped(value);
}
