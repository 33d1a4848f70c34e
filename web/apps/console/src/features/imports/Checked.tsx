import type { ImportCheck, ImportInput, ImportRun, ImportTable } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Control, Notice, Panel, Select, Skeleton, Tag } from "@bihuan/ui";
import { useEffect } from "react";
import admin from "../../shared/admin/Admin.module.css";
import { Refused } from "../../shared/admin/parts.tsx";
import { rowsToImport } from "./asking.ts";
import styles from "./Imports.module.css";
import { texts } from "./texts.ts";
import { useBegin, useCheck, useDownload } from "./useImports.ts";

interface Props {
  table: ImportTable;
  asking: ImportInput;
  onAsking: (asking: ImportInput) => void;
  onBack: () => void;
  onBegun: (run: ImportRun) => void;
}

/** What would become of the rows; the person decides. */
export function Checked({ asking, onAsking, onBack, onBegun }: Props) {
  const t = useTexts(texts);
  const check = useCheck();
  const begin = useBegin();
  const workbook = useDownload();
  const { mutate } = check;
  useEffect(() => mutate(asking), [mutate, asking]);
  const found = check.data;
  const rows = found ? rowsToImport(found) : 0;
  return (
    <Panel title={t("stepCheck")}>
      <div className={styles.body}>
        <Refused error={check.error ?? begin.error ?? workbook.error} />
        <Duplicates asking={asking} onAsking={onAsking} />
        {check.isPending && (
          <div role="status" aria-label={t("checking")}>
            <Skeleton lines={6} height={20} />
          </div>
        )}
        {found && !check.isPending && <Found check={found} />}
        <div className={admin.end}>
          <Button look="quiet" onClick={onBack}>
            {t("backToColumns")}
          </Button>
          {found && found.refused > 0 && (
            <Button
              icon="download"
              busy={workbook.busy}
              onClick={() => workbook.download(`${t("download")}.xlsx`, "/imports/faulty", asking)}
            >
              {t("download")}
            </Button>
          )}
          <Button
            look="primary"
            busy={begin.isPending}
            disabled={!found || check.isPending || rows === 0}
            onClick={() => begin.mutate(asking, { onSuccess: onBegun })}
          >
            {t(found && found.refused > 0 ? "startRest" : "start", { n: rows })}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

function Duplicates({ asking, onAsking }: Pick<Props, "asking" | "onAsking">) {
  const t = useTexts(texts);
  // A serial number stands for one device: there is no other one with it.
  const choices = asking.kind === "device" ? (["skip", "update"] as const) : (["skip", "update", "new"] as const);
  return (
    <div className={styles.where}>
      <Control label={t("duplicates")}>
        {({ id }) => (
          <Select
            id={id}
            value={asking.duplicates}
            onChange={(event) => onAsking({ ...asking, duplicates: event.target.value as "skip" })}
          >
            {choices.map((choice) => (
              <option key={choice} value={choice}>
                {t(choice)}
              </option>
            ))}
          </Select>
        )}
      </Control>
    </div>
  );
}

function Found({ check }: { check: ImportCheck }) {
  const t = useTexts(texts);
  const formats = useFormats();
  const earlier = check.earlier[0];
  return (
    <>
      <div className={admin.tags} role="status">
        <Tag tone="good">{t("rowsNew", { n: check.made })}</Tag>
        {check.changed > 0 && <Tag tone="accent">{t("rowsChanged", { n: check.changed })}</Tag>}
        {check.skipped > 0 && <Tag>{t("rowsSkipped", { n: check.skipped })}</Tag>}
        {check.refused > 0 && <Tag tone="danger">{t("rowsFaulty", { n: check.refused })}</Tag>}
      </div>
      {earlier && <Notice tone="warn">{t("earlier", { at: formats.instant(earlier.at) })}</Notice>}
      {check.refused === 0 && rowsToImport(check) > 0 && <p>{t("allGood")}</p>}
      {rowsToImport(check) === 0 && <p>{t(check.refused ? "nothing" : "nothingNew")}</p>}
      <Faulty rows={check.faulty} most={check.refused} />
      {check.left_out.length > 0 && (
        <>
          <p className={admin.quiet}>{t("leftOut")}</p>
          <ul className={admin.list}>
            {check.left_out.slice(0, 10).map((note) => (
              <li key={note.row} className={admin.quiet}>
                {t("noteRow", { no: note.row, text: note.text })}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** Rows with their faults, each in words at its column. */
export function Faulty({ rows, most }: { rows: ImportCheck["faulty"]; most: number }) {
  const t = useTexts(texts);
  const language = useLanguage();
  if (!rows.length) return null;
  return (
    <>
      <div className={`${admin.card} ${styles.faulty}`}>
        <table className={admin.table} aria-label={t("reason")}>
          <thead>
            <tr>
              {(["row", "reason"] as const).map((head) => (
                <th key={head}>{t(head)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ row, faults }) => (
              <tr key={row}>
                <td className={styles.no}>{row}</td>
                <td>
                  {faults.map((fault) => (
                    <div key={`${fault.key} ${fault.code}`}>
                      {fault.column && <strong>{pick(fault.column, language)} </strong>}
                      {fault.detail}
                    </div>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {most > rows.length && <p className={admin.quiet}>{t("shownFirst", { n: rows.length })}</p>}
    </>
  );
}
