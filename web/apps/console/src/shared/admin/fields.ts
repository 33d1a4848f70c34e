// The fields of the masters as their forms show them; labels are in texts, what is allowed the server says.
export type FieldKind = "text" | "long" | "date" | "choice" | "bool" | "tags" | "ref";

export interface MasterField {
  key: string;
  kind: FieldKind;
  required?: boolean;
  options?: readonly string[];
  /** What is to be known for filling it in. */
  hint?: "fenceHint";
  to?: "area" | "department" | "team" | "person" | "customer" | "site" | "device";
}

const text = (key: string, more: Partial<MasterField> = {}): MasterField => ({ key, kind: "text", ...more });

export const CUSTOMER: readonly MasterField[] = [
  text("name", { required: true }),
  text("code"),
  { key: "category", kind: "choice", options: ["company", "person"], required: true },
  text("level"),
  text("industry"),
  { key: "area", kind: "ref", to: "area" },
  { key: "department", kind: "ref", to: "department" },
  { key: "team", kind: "ref", to: "team" },
  { key: "owner", kind: "ref", to: "person" },
  { key: "tags", kind: "tags" },
  { key: "note", kind: "long" },
];
export const CONTACT: readonly MasterField[] = [
  text("name", { required: true }),
  text("phone"),
  text("phone_other"),
  text("email"),
  text("wechat"),
  text("position"),
  { key: "main", kind: "bool" },
  { key: "note", kind: "long" },
];
export const SITE: readonly MasterField[] = [
  text("name", { required: true }),
  text("address"),
  { key: "area", kind: "ref", to: "area" },
  text("fence", { hint: "fenceHint" }),
  { key: "note", kind: "long" },
];
export const CONTRACT: readonly MasterField[] = [
  text("number", { required: true }),
  text("name"),
  { key: "valid_from", kind: "date", required: true },
  { key: "valid_to", kind: "date", required: true },
  text("amount"),
  text("currency"),
  text("sla"),
  { key: "note", kind: "long" },
];
export const DEVICE: readonly MasterField[] = [
  text("name", { required: true }),
  text("sn"),
  text("model"),
  text("brand"),
  text("category"),
  { key: "customer", kind: "ref", to: "customer" },
  { key: "site", kind: "ref", to: "site" },
  text("place"),
  { key: "installed_on", kind: "date" },
  { key: "next_service", kind: "date" },
  { key: "warranty_until", kind: "date" },
  { key: "state", kind: "choice", options: ["in_use", "stopped", "stock", "scrapped"], required: true },
  { key: "note", kind: "long" },
];
export const DEFAULTS: Readonly<Record<string, unknown>> = { category: "company", state: "in_use", currency: "CNY" };
