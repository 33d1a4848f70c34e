import type { TableField, TableRecord } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Link } from "react-router";
import admin from "../../shared/admin/Admin.module.css";
import { Label } from "./Label.tsx";
import { texts } from "./texts.ts";
import { Value } from "./values.tsx";

const MOST_COLUMNS = 7;

interface Props {
  table: string;
  titleField: string;
  fields: readonly TableField[];
  columns: readonly string[] | undefined;
  records: readonly TableRecord[];
  names: Readonly<Record<string, string>>;
}

/** Records as rows. */
export function ListView({ table, titleField, fields, columns, records, names }: Props) {
  const t = useTexts(texts);
  const format = useFormats();
  const known = fields.filter((field) => field.key !== titleField && field.kind !== "files");
  const shown = columns?.length ? known.filter((field) => columns.includes(field.key)) : known.slice(0, MOST_COLUMNS);
  const heading = fields.find((field) => field.key === titleField);
  return (
    <div className={admin.card}>
      <table className={admin.table}>
        <thead>
          <tr>
            <th>{heading ? <Label field={heading} /> : t("title")}</th>
            {shown.map((field) => (
              <th key={field.key}>
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
                <td key={field.key}>
                  <Value field={field} value={record.values[field.key]} names={names} />
                </td>
              ))}
              <td>{format.instant(record.updated_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
