import type { TableField, TableRecord } from "@bihuan/api";
import type { FormDefinition } from "@bihuan/core";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Link } from "react-router";
import admin from "../../shared/admin/Admin.module.css";
import { Label } from "./Label.tsx";
import styles from "./Tables.module.css";
import { texts } from "./texts.ts";
import { isEmpty, Value } from "./values.tsx";

const MOST_COLUMNS = 7;

interface Props {
  table: string;
  titleField: string;
  fields: readonly TableField[];
  columns: readonly string[] | undefined;
  records: readonly TableRecord[];
  names: Readonly<Record<string, string>>;
  form: FormDefinition | undefined;
}

/** Records as rows; on a phone each is a card that says what its values are, and leaves out what is empty. */
export function ListView({ table, titleField, fields, columns, records, names, form }: Props) {
  const t = useTexts(texts);
  const format = useFormats();
  const language = useLanguage();
  const known = fields.filter((field) => field.key !== titleField && field.kind !== "files");
  const shown = columns?.length ? known.filter((field) => columns.includes(field.key)) : known.slice(0, MOST_COLUMNS);
  const heading = fields.find((field) => field.key === titleField);
  return (
    <div className={admin.card}>
      <table className={`${admin.table} ${styles.list}`}>
        <thead>
          <tr>
            <th>{heading ? <Label field={heading} /> : t("title")}</th>
            {shown.map((field) => (
              <th key={field.key} data-number={field.type === "number" || undefined}>
                <Label field={field} />
              </th>
            ))}
            <th>{t("updated")}</th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <tr key={record.id}>
              <td>
                <Link to={`/data/${table}/${record.id}`}>{record.title ?? t("untitled")}</Link>
              </td>
              {shown.map((field) => (
                <td
                  key={field.key}
                  data-label={pick(field.label, language)}
                  data-number={field.type === "number" || undefined}
                  data-empty={isEmpty(record.values[field.key]) || undefined}
                >
                  <Value field={field} value={record.values[field.key]} names={names} form={form} />
                </td>
              ))}
              <td data-label={t("updated")}>{format.instant(record.updated_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
