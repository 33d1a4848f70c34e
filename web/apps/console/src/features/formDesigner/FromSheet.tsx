import type { SheetForm } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Button, Control, Dialog, Notice, Select, showToast, TextArea } from "@bihuan/ui";
import { type FormEvent, useRef, useState } from "react";
import { Refused } from "../../shared/admin/parts.tsx";
import { useDesign } from "./design.ts";
import { laidInto, type Wishes, wishesOf } from "./draft/fromSheet.ts";
import styles from "./FromSheet.module.css";
import { kindTexts } from "./kindTexts.ts";
import { SheetFields } from "./SheetFields.tsx";
import { sheetTexts } from "./sheetTexts.ts";
import { type SheetInput, useSheet } from "./useSheet.ts";

const MOST_BYTES = 1_400_000;

/** A sheet that people fill in today becomes fields of the form: read, looked at and corrected, put in as one step. */
export function FromSheet({ onClose }: { onClose: () => void }) {
  const t = useTexts(sheetTexts);
  const [read, setRead] = useState<{ form: SheetForm; wishes: Wishes; from: SheetInput } | null>(null);
  const sheet = useSheet();
  const ask = (from: SheetInput) =>
    sheet.mutate(from, { onSuccess: (form) => setRead({ form, wishes: wishesOf(form), from }) });
  return (
    <Dialog title={t("title")} closeLabel={t("close")} onClose={onClose}>
      <div className={styles.whole} data-wide="true">
        <p className={styles.hint}>{t("hint")}</p>
        <Refused error={sheet.error} />
        {!read && <Source busy={sheet.isPending} onRead={ask} />}
        {read && read.form.sheets.length > 1 && (
          <Control label={t("sheet")}>
            {({ id }) => (
              <Select
                id={id}
                value={read.from.sheet ?? read.form.sheets[0]}
                onChange={(event) => ask({ ...read.from, sheet: event.target.value })}
              >
                {read.form.sheets.map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </Select>
            )}
          </Control>
        )}
        {read && (
          <>
            <SheetFields form={read.form} wishes={read.wishes} onChange={(wishes) => setRead({ ...read, wishes })} />
            <PutIn form={read.form} wishes={read.wishes} onClose={onClose} />
          </>
        )}
      </div>
    </Dialog>
  );
}

/** A file, or cells from the clipboard. */
function Source({ busy, onRead }: { busy: boolean; onRead: (from: SheetInput) => void }) {
  const t = useTexts(sheetTexts);
  const [text, setText] = useState("");
  const [isTooLarge, setTooLarge] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const take = async (file: File) => {
    setTooLarge(file.size > MOST_BYTES);
    if (file.size <= MOST_BYTES) onRead({ content: packed(new Uint8Array(await file.arrayBuffer())) });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onRead({ text });
  };
  return (
    <form className={styles.whole} onSubmit={submit}>
      {isTooLarge && <Notice>{t("tooLarge")}</Notice>}
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t("file")}
        accept=".csv,.txt,.tsv,.xlsx,.xlsm"
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          event.target.value = "";
          if (chosen) void take(chosen);
        }}
      />
      <Control label={t("paste")}>
        {({ id }) => (
          <TextArea id={id} rows={7} wrap="off" value={text} onChange={(event) => setText(event.target.value)} />
        )}
      </Control>
      <div className={styles.ends}>
        <Button icon="clip" busy={busy} onClick={() => input.current?.click()}>
          {t("file")}
        </Button>
        <Button type="submit" look="primary" busy={busy} disabled={!text.trim()}>
          {t("read")}
        </Button>
      </div>
    </form>
  );
}

function PutIn({ form, wishes, onClose }: { form: SheetForm; wishes: Wishes; onClose: () => void }) {
  const t = useTexts(sheetTexts);
  const say = useTexts(kindTexts);
  const { body, buried, change } = useDesign();
  const count = wishes.flat().filter((one) => one.taken).length;
  const put = () => {
    const section = (no: number) => ({ zh: t("section", { no }) });
    const part = (no: number) => ({ zh: say("option", { no }) });
    change(laidInto(body, { form, wishes, buried, words: { section, part } }));
    showToast(t("putIn", { count }));
    onClose();
  };
  return (
    <div className={styles.ends}>
      <Button look="quiet" onClick={onClose}>
        {t("cancel")}
      </Button>
      <Button look="primary" disabled={count === 0} onClick={put}>
        {t("put", { count })}
      </Button>
    </div>
  );
}

/** Bytes in base64, a piece at a time: as arguments of one call they would be too many. */
function packed(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(text);
}
