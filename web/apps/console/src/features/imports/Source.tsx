import type { ImportInput, ImportTable } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Button, Control, Panel, Tag, TextArea } from "@bihuan/ui";
import { useRef, useState } from "react";
import admin from "../../shared/admin/Admin.module.css";
import { Refused } from "../../shared/admin/parts.tsx";
import { type ImportKind, matchedOf, pastedFile } from "./asking.ts";
import styles from "./Imports.module.css";
import { texts } from "./texts.ts";
import { useDownload, useReadFile, useRecent } from "./useImports.ts";

interface Props {
  kind: ImportKind;
  onRead: (table: ImportTable, asking: ImportInput) => void;
  onOpen: (id: string) => void;
}

/** A file, or cells from the clipboard. */
export function Source({ kind, onRead, onOpen }: Props) {
  const t = useTexts(texts);
  const [text, setText] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const read = useReadFile(kind);
  const take = (file: File) =>
    read.mutate(file, {
      onSuccess: ({ file: id, table }) =>
        onRead(table, { kind, file: id, duplicates: "skip", columns: matchedOf(table), heading: table.heading }),
    });
  return (
    <>
      <Panel title={t("stepFile")}>
        <div className={styles.body}>
          <Refused error={read.error} />
          <div className={styles.sources}>
            <div className={styles.part}>
              <Control label={t("paste")} help={t("pasteHint")}>
                {({ id, describedBy }) => (
                  <TextArea
                    id={id}
                    aria-describedby={describedBy}
                    rows={7}
                    wrap="off"
                    value={text}
                    onChange={(event) => setText(event.target.value)}
                  />
                )}
              </Control>
              <Button
                look="primary"
                busy={read.isPending}
                disabled={!text.trim()}
                onClick={() => take(pastedFile(text))}
              >
                {t("usePasted")}
              </Button>
            </div>
            <div className={styles.part}>
              <input
                ref={input}
                type="file"
                className={styles.hidden}
                aria-label={t("choose")}
                accept=".csv,.txt,.tsv,.xlsx,.xlsm"
                onChange={(event) => {
                  const chosen = event.target.files?.[0];
                  event.target.value = "";
                  if (chosen) take(chosen);
                }}
              />
              <Button icon="clip" busy={read.isPending} onClick={() => input.current?.click()}>
                {t("choose")}
              </Button>
              <p className={admin.quiet}>{read.isPending ? t("reading") : t("chooseHint")}</p>
              <Template kind={kind} />
            </div>
          </div>
        </div>
      </Panel>
      <Recent kind={kind} onOpen={onOpen} />
    </>
  );
}

function Template({ kind }: { kind: ImportKind }) {
  const t = useTexts(texts);
  const { busy, error, download } = useDownload();
  const get = () => download(`${t(kind)}.xlsx`, `/imports/template?kind=${kind}`);
  return (
    <>
      <Refused error={error} />
      <Button look="quiet" icon="download" busy={busy} onClick={get}>
        {t("template")}
      </Button>
    </>
  );
}

function Recent({ kind, onOpen }: { kind: ImportKind; onOpen: (id: string) => void }) {
  const t = useTexts(texts);
  const formats = useFormats();
  const recent = useRecent(kind);
  if (!recent.data?.length) return null;
  return (
    <Panel title={t("recent")}>
      <ul className={admin.list} aria-label={t("recent")}>
        {recent.data.map((run) => (
          <li key={run.id}>
            <Tag tone={run.state === "running" ? "warn" : "neutral"}>{t(`state_${run.state}` as "state_done")}</Tag>
            <span>{t("recentLine", { at: formats.instant(run.at), done: run.done, rows: run.rows })}</span>
            <Button look="quiet" onClick={() => onOpen(run.id)}>
              {t(run.state === "running" ? "goOn" : "open")}
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
