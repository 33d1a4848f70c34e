import type { TableField } from "@bihuan/api";
import { type FieldDefinition, type FormDefinition, type Json, KINDS } from "@bihuan/core";
import { StoredFiles, useSpeech } from "@bihuan/forms";
import { type Language, pick, useFormats, useLanguage } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Avatar } from "@bihuan/ui";
import { Link } from "react-router";
import { numberText } from "./numbers.ts";
import styles from "./Tables.module.css";

interface Props {
  field: TableField;
  value: unknown;
  names: Readonly<Record<string, string>>;
  /** The form, which says what rows and checklists hold. */
  form?: FormDefinition | undefined;
}

/** Whether there is nothing to show of a value. */
export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);
}

/** One value as people read it: names instead of ids, labels instead of keys, amounts with their currency. */
export function Value({ field, value, names, form }: Props) {
  if (isEmpty(value)) return <span className={styles.quiet}>–</span>;
  if (field.kind === "files" || field.kind === "signature") {
    return <StoredFiles ids={(Array.isArray(value) ? value : [value]).map(String)} />;
  }
  if (field.kind === "person") return <Person name={names[String(value)] ?? "…"} />;
  if (field.kind === "record" && field.table) {
    return <Link to={`/data/${field.table}/${value}`}>{names[String(value)] ?? "…"}</Link>;
  }
  const hasRows = field.type === "rows" || (Array.isArray(value) && !field.options.length);
  return hasRows ? (
    <Rows field={field} value={value} form={form} />
  ) : (
    <Words field={field} value={value} names={names} form={form} />
  );
}

const BARE = { settings: {}, options: [], columns: [] } as unknown as FieldDefinition;

/** What can be said in a word or a number. */
function Words({ field, value, names, form }: Props) {
  const language = useLanguage();
  const format = useFormats();
  const parts = typeof value === "object" ? Object.values(value as object) : [value];
  // Most of what a kind says by itself needs nothing of the definition.
  const told = KINDS.get(field.kind)?.tell?.(value as Json, form?.fields.get(field.key) ?? BARE, language);
  if (told) return <>{told}</>;
  if (field.options.length) return <>{parts.map((one) => optionOf(field, one, language)).join("、")}</>;
  if (field.kind === "date_time" && typeof value === "number") return <>{format.instant(value)}</>;
  if (field.type === "number") return <>{numberText(field, value, language)}</>;
  return <>{parts.map((one) => names[String(one)] ?? String(one)).join("、")}</>;
}

function optionOf(field: TableField, key: unknown, language: Language): string {
  const found = field.options.find((one) => one.value === key);
  return found ? pick(found.label, language) : String(key);
}

function Person({ name }: { name: string }) {
  return (
    <span className={styles.person}>
      <Avatar name={name} />
      {name}
    </span>
  );
}

/** Rows of a table in the record, and what was found of a checklist. */
function Rows({ field, value, form }: Pick<Props, "field" | "value" | "form">) {
  const { tell } = useSpeech(useMe().tenant.zone);
  const definition = form?.fields.get(field.key);
  return <>{definition ? tell(definition, value as Json) : `${Array.isArray(value) ? value.length : 1}`}</>;
}
