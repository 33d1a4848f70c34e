import { useFormats, useTexts } from "@bihuan/i18n";
import { may, useMe, useSayProblem } from "@bihuan/session";
import { Button, Control, Notice, Popover, Select } from "@bihuan/ui";
import { useRef, useState } from "react";
import { type ColumnChoice, SUBJECT } from "./columns.ts";
import { type ExportFormat, exportPool, type Progress } from "./exporting.ts";
import type { PoolFilter } from "./filter.ts";
import styles from "./PoolPage.module.css";
import { texts } from "./texts.ts";

const FORMATS: readonly ExportFormat[] = ["xlsx", "csv", "csv-gb18030"];

interface Props {
  filter: PoolFilter;
  columns: readonly ColumnChoice[];
}

/** The view as a file, with what the person may take away. */
export function Exporter({ filter, columns }: Props) {
  const t = useTexts(texts);
  if (!may(useMe(), "export", "ticket")) return null;
  return (
    <Popover label={t("export")} icon="download" className={styles.wideOnly}>
      <ExportForm filter={filter} columns={columns} />
    </Popover>
  );
}

function ExportForm({ filter, columns }: Props) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const [format, setFormat] = useState<ExportFormat>("xlsx");
  const [progress, setProgress] = useState<Progress | null>(null);
  const [error, setError] = useState<unknown>(null);
  const running = useRef<AbortController | null>(null);
  const start = async () => {
    const abort = new AbortController();
    running.current = abort;
    setError(null);
    const keys = ["number", SUBJECT, "type", ...columns.map((one) => one.key)];
    try {
      await exportPool(filter, keys, format, setProgress, abort.signal);
    } catch (fault) {
      if (!abort.signal.aborted) setError(fault);
    }
    setProgress(null);
  };
  return (
    <>
      <Control label={t("exportFormat")} help={t("exportHint")}>
        {({ id }) => (
          <Select
            id={id}
            value={format}
            onChange={(event) => setFormat(FORMATS.find((one) => one === event.target.value) ?? "xlsx")}
          >
            {FORMATS.map((one) => (
              <option key={one} value={one}>
                {t(`format_${one}`)}
              </option>
            ))}
          </Select>
        )}
      </Control>
      {progress && <Running progress={progress} />}
      {error !== null && <Notice>{say(error)}</Notice>}
      <div className={styles.actions}>
        {progress && (
          <Button look="quiet" onClick={() => running.current?.abort()}>
            {t("stop")}
          </Button>
        )}
        <Button look="primary" busy={progress !== null} onClick={start}>
          {t("exportStart")}
        </Button>
      </div>
    </>
  );
}

function Running({ progress }: { progress: Progress }) {
  const t = useTexts(texts);
  const format = useFormats();
  const { rows, total, bytes } = progress;
  const size = format.number(Math.round(bytes / 1024));
  const words =
    rows === null
      ? t("exportedSize", { size })
      : t("exportedRows", { rows: format.number(rows), total: format.number(total) });
  return (
    <p role="status" className={styles.sentence}>
      {words}
    </p>
  );
}
