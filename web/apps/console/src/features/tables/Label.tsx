import type { TableField } from "@bihuan/api";
import { pick, useLanguage } from "@bihuan/i18n";

/** What a field is called. */
export function Label({ field }: { field: Pick<TableField, "label"> }) {
  return <>{pick(field.label, useLanguage())}</>;
}
