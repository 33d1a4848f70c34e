import type { ImportInput, ImportTable } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Control, Notice, Panel, Select } from "@bihuan/ui";
import admin from "../../shared/admin/Admin.module.css";
import { Refused } from "../../shared/admin/parts.tsx";
import { matchedAnew, matchedOf, missingFields } from "./asking.ts";
import styles from "./Imports.module.css";
import { texts } from "./texts.ts";
import { useReadAgain } from "./useImports.ts";

interface Props {
  table: ImportTable;
  asking: ImportInput;
  onRead: (read: { table: ImportTable; asking: ImportInput }) => void;
  onAsking: (asking: ImportInput) => void;
  onCheck: () => void;
  onOther: () => void;
}

/** Which column is which field: as it was found, and as the person puts it right. */
export function Columns({ table, asking, onRead, onAsking, onCheck, onOther }: Props) {
  const t = useTexts(texts);
  const language = useLanguage();
  const columns = asking.columns ?? {};
  const missing = missingFields(table, columns).map((field) => pick(field.label, language));
  return (
    <Panel title={t("stepColumns")}>
      <div className={styles.body}>
        <Where table={table} asking={asking} onRead={onRead} />
        <p className={admin.quiet}>{t("found", { rows: table.rows })}</p>
        {missing.length > 0 && <Notice tone="warn">{t("missing", { names: missing.join("、") })}</Notice>}
        <div className={admin.card}>
          <table className={admin.table}>
            <thead>
              <tr>
                {(["column", "samples", "field"] as const).map((head) => (
                  <th key={head}>{t(head)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.columns.map((column) => {
                const title = column.title || t("untitled", { no: column.index + 1 });
                return (
                  <tr key={column.index}>
                    <td>{title}</td>
                    <td className={admin.quiet}>{column.samples.join(" · ")}</td>
                    <td>
                      <Select
                        aria-label={`${t("field")} ${title}`}
                        value={columns[column.index] ?? ""}
                        onChange={(event) =>
                          onAsking({ ...asking, columns: matchedAnew(columns, column.index, event.target.value) })
                        }
                      >
                        <option value="">{t("leaveOut")}</option>
                        {table.fields.map((field) => (
                          <option key={field.key} value={field.key}>
                            {pick(field.label, language)}
                            {field.required ? " *" : ""}
                          </option>
                        ))}
                      </Select>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
        <div className={admin.end}>
          <Button look="quiet" onClick={onOther}>
            {t("other")}
          </Button>
          <Button look="primary" disabled={missing.length > 0} onClick={onCheck}>
            {t("check")}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

/** Where in the file the table is: sheet, encoding, heading. */
function Where({ table, asking, onRead }: Pick<Props, "table" | "asking" | "onRead">) {
  const t = useTexts(texts);
  const again = useReadAgain();
  const look = (change: Partial<ImportInput>) => {
    const { columns: _, ...rest } = asking;
    again.mutate(
      { ...rest, ...change },
      {
        onSuccess: (found) =>
          onRead({
            table: found,
            asking: { ...rest, ...change, heading: found.heading, columns: matchedOf(found) },
          }),
      },
    );
  };
  const { heading: _, ...unheaded } = asking;
  return (
    <div className={styles.where}>
      <Refused error={again.error} />
      {table.sheets.length > 1 && (
        <Control label={t("sheet")}>
          {({ id }) => (
            <Select
              id={id}
              value={table.sheet ?? ""}
              onChange={(event) => look({ ...unheaded, heading: null, sheet: event.target.value })}
            >
              {table.sheets.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          )}
        </Control>
      )}
      {table.encoding && table.encoding !== "utf-16" && (
        <Control label={t("encoding")}>
          {({ id }) => (
            <Select
              id={id}
              value={table.encoding ?? ""}
              onChange={(event) => look({ heading: null, encoding: event.target.value as "utf-8" })}
            >
              <option value="utf-8">{t("utf8")}</option>
              <option value="gb18030">{t("gb18030")}</option>
            </Select>
          )}
        </Control>
      )}
      <Control label={t("headingRow")}>
        {({ id }) => (
          <Select id={id} value={table.heading} onChange={(event) => look({ heading: Number(event.target.value) })}>
            <option value={0}>{t("noHeading")}</option>
            {headings(table).map(({ no, text }) => (
              <option key={no} value={no}>
                {t("rowNo", { no, text })}
              </option>
            ))}
          </Select>
        )}
      </Control>
    </div>
  );
}

function headings(table: ImportTable): { no: number; text: string }[] {
  const shown = table.first_rows.map((cells, place) => ({
    no: place + 1,
    text: cells.filter(Boolean).slice(0, 4).join(" "),
  }));
  const known = shown.some(({ no }) => no === table.heading) || table.heading === 0;
  return known
    ? shown
    : [
        ...shown,
        {
          no: table.heading,
          text: table.columns
            .map(({ title }) => title)
            .slice(0, 4)
            .join(" "),
        },
      ];
}
