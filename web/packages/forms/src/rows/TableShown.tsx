import { byId, type FieldDefinition, type Json, type JsonObject, numberOf, numberText } from "@bihuan/core";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { useSpeech } from "../speech.ts";
import styles from "./Rows.module.css";
import { texts } from "./texts.ts";

/** The rows of a sub-table, only to be read. */
export function TableShown({ field, value, zone }: { field: FieldDefinition; value: Json; zone: string }) {
  const language = useLanguage();
  const rows = byId(value);
  const { tell } = useSpeech(zone);
  const columns = field.columns.filter((column) =>
    [...rows.values()].some((row) => (row[column.key] ?? null) !== null),
  );
  return (
    <div className={styles.table}>
      <table>
        <thead>
          <tr>
            <th scope="col" className={styles.number}>
              #
            </th>
            {columns.map((column) => (
              <th key={column.key} scope="col">
                {pick(column.label, language)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...rows.values()].map((row, at) => (
            <tr key={String(row.id)}>
              <td className={styles.number}>{at + 1}</td>
              {columns.map((column) => (
                <td
                  key={column.key}
                  data-label={pick(column.label, language)}
                  data-number={column.kind.ruleType === "number"}
                >
                  {tell(column, row[column.key] ?? null) || "–"}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <TableFoot field={field} columns={columns} rows={rows} extra={1} />
      </table>
    </div>
  );
}

interface FootProps {
  field: FieldDefinition;
  columns: readonly FieldDefinition[];
  rows: ReadonlyMap<string, JsonObject>;
  /** How many cells a row has besides its columns. */
  extra: number;
}

/** The sums of the columns that have one. */
export function TableFoot({ columns, rows, extra }: FootProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  if (!columns.some((column) => column.total)) return null;
  return (
    <tfoot>
      <tr>
        <th scope="row" className={styles.number}>
          {t("total")}
        </th>
        {columns.map((column) => (
          <td key={column.key} data-label={column.total ? pick(column.label, language) : undefined} data-number>
            {column.total ? totalOf(column, rows, language) : null}
          </td>
        ))}
        {extra > 1 && <td />}
      </tr>
    </tfoot>
  );
}

function totalOf(column: FieldDefinition, rows: ReadonlyMap<string, JsonObject>, language: string): string {
  const numbers = [...rows.values()].map((row) => numberOf(row[column.key])).filter((found) => found !== null);
  const sum = numberText(numbers.reduce((all, one) => all + one, 0n));
  const total = (column.kind.fit ?? column.kind.clean)(sum, { ...column, settings: unbounded(column) });
  return column.kind.tell?.(total, column, language) ?? String(total ?? "");
}

/** A sum may be more than any one row. */
function unbounded({ settings }: FieldDefinition): FieldDefinition["settings"] {
  return { ...settings, min: null, max: null };
}
