import { api, type TableImport, unwrap } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { useCommand } from "@bihuan/session";
import { Button, Control, Dialog, Notice, showToast, TextArea } from "@bihuan/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ActionFault } from "../../shared/ActionFault.tsx";
import styles from "./Tables.module.css";
import { texts } from "./texts.ts";

type Row = TableImport["rows"][number];

/** Cells pasted from a sheet: looked at first, taken over then; what is faulty is left out and said. */
export function ImportDialog({ table, onClose }: { table: string; onClose: () => void }) {
  const t = useTexts(texts);
  const client = useQueryClient();
  const [text, setText] = useState("");
  const [run] = useState(() => crypto.randomUUID());
  const look = useCommand({ mutationFn: () => everyRow(table, { text, check: true, run }) });
  const take = useCommand({
    mutationFn: () => everyRow(table, { text, check: false, run }),
    onSuccess: async (rows) => {
      showToast(t("taken", { count: rows.filter((row) => row.record).length }));
      await client.invalidateQueries({ queryKey: ["table-records", table] });
      onClose();
    },
  });
  const rows = look.data;
  const good = rows?.filter((row) => !row.faults.length).length ?? 0;
  const change = (written: string) => {
    setText(written);
    look.reset();
  };
  return (
    <Dialog title={t("import")} closeLabel={t("close")} onClose={onClose}>
      <div className={styles.editor}>
        <ActionFault error={take.error ?? look.error} />
        <Control label={t("paste")} help={t("pasteHint")}>
          {({ id, describedBy }) => (
            <TextArea
              id={id}
              aria-describedby={describedBy}
              rows={8}
              value={text}
              onChange={(event) => change(event.target.value)}
            />
          )}
        </Control>
        {rows && (
          <Notice tone={good === rows.length ? "good" : "warn"}>
            {t("checked", { total: rows.length, good, bad: rows.length - good })}
          </Notice>
        )}
        {rows && <Faults rows={rows} />}
        <div className={styles.end}>
          <Button busy={look.isPending} disabled={!text.trim()} onClick={() => look.mutate()}>
            {t("check")}
          </Button>
          {good > 0 && (
            <Button look="primary" busy={take.isPending} onClick={() => take.mutate()}>
              {t("take", { count: good })}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}

function Faults({ rows }: { rows: readonly Row[] }) {
  const t = useTexts(texts);
  return (
    <ul className={styles.faults}>
      {rows.flatMap((row) =>
        row.faults.map((fault) => (
          <li key={`${row.no} ${fault.field} ${fault.code}`}>
            {t("row", { no: row.no })}：{fault.detail}
          </li>
        )),
      )}
    </ul>
  );
}

async function everyRow(table: string, body: { text: string; check: boolean; run: string }): Promise<Row[]> {
  const rows: Row[] = [];
  let start: number | null = 0;
  while (start !== null) {
    const part: TableImport = await unwrap(
      api.POST("/api/v1/tables/{table}/import", { params: { path: { table } }, body: { ...body, start } }),
    );
    rows.push(...part.rows);
    start = part.next;
  }
  return rows;
}
