import type { TableField } from "@bihuan/api";
import { StoredFiles } from "@bihuan/forms";
import { pick, useFormats, useLanguage } from "@bihuan/i18n";
import { Link } from "react-router";

interface Props {
  field: TableField;
  value: unknown;
  names: Readonly<Record<string, string>>;
}

/** One value as people read it: names instead of ids, labels instead of keys. */
export function Value({ field, value, names }: Props) {
  const language = useLanguage();
  const format = useFormats();
  if (value === null || value === undefined || value === "") return <>–</>;
  const option = (key: unknown) => {
    const found = field.options.find((one) => one.value === key);
    return found ? pick(found.label, language) : String(key);
  };
  if (field.kind === "files" && Array.isArray(value)) return <StoredFiles ids={value.map(String)} />;
  if (Array.isArray(value)) return <>{field.options.length ? value.map(option).join("、") : value.length}</>;
  if (field.kind === "date_time" && typeof value === "number") return <>{format.instant(value)}</>;
  if (field.kind === "record" && field.table) {
    return <Link to={`/data/${field.table}/${value}`}>{names[String(value)] ?? "…"}</Link>;
  }
  if (field.options.length) return <>{option(value)}</>;
  return <>{names[String(value)] ?? String(value)}</>;
}
