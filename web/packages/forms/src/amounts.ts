import type { FieldDefinition, Json } from "@bihuan/core";

const SIGNS: Readonly<Record<string, string>> = { CNY: "¥", USD: "US$", EUR: "€", HKD: "HK$", GBP: "£" };

/** 12345678.90 as 12,345,678.90: exact, as it was written, with the marks that make it readable. */
export function grouped(value: unknown): string {
  const [whole = "", part] = String(value).split(".");
  const marked = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return part ? `${marked}.${part}` : marked;
}

/** ¥12,345,678.90: an amount with the sign of its currency, or the currency's code where it has no sign of its own. */
export function moneyText(value: unknown, currency: string | null | undefined): string {
  return (currency ? (SIGNS[currency] ?? `${currency} `) : "") + grouped(value);
}

/** A stored amount of a field as people read it. */
export function amountText(field: FieldDefinition, value: Json): string {
  const { currency } = field.settings;
  return moneyText(value, typeof currency === "string" ? currency : null);
}
