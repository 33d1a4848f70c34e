import type { TableField } from "@bihuan/api";
import { type Language, pick } from "@bihuan/i18n";

/** ¥36,000.00 · 12 人: exact, as it was written, with the marks that make it readable. */
export function numberText(field: Pick<TableField, "currency" | "unit">, value: unknown, language: Language): string {
  const [whole = "", part] = String(value).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const text = part ? `${grouped}.${part}` : grouped;
  if (field.currency) return `${SIGNS[field.currency] ?? `${field.currency} `}${text}`;
  return field.unit ? `${text} ${pick(field.unit, language)}` : text;
}

const SIGNS: Readonly<Record<string, string>> = { CNY: "¥", USD: "US$", EUR: "€", HKD: "HK$", GBP: "£" };
