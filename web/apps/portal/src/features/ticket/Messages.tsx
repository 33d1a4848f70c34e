import { api, type OwnTicket, unwrap } from "@bihuan/api";
import { type StoredFile, Transfers, useUploads } from "@bihuan/forms";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Button, Icon, Panel, TextArea, unsent } from "@bihuan/ui";
import { useRef, useState } from "react";
import { Refused } from "../../shared/Frame.tsx";
import styles from "./TicketPage.module.css";
import { texts } from "./texts.ts";

interface Props {
  ticket: OwnTicket;
  onChange: (ticket: OwnTicket) => void;
}

/** What customer and company wrote to each other. */
export function Messages({ ticket, onChange }: Props) {
  const t = useTexts(texts);
  const formats = useFormats();
  return (
    <Panel title={t("messages")}>
      {!ticket.notes.length && <p className={styles.quiet}>{t("noMessages")}</p>}
      <ul className={styles.notes}>
        {ticket.notes.map((note) => (
          <li key={`${note.at}${note.text}`} className={note.mine ? styles.mine : styles.theirs}>
            <p className={styles.words}>{note.text}</p>
            {note.files.length > 0 && <p className={styles.quiet}>{t("files", { count: note.files.length })}</p>}
            <p className={styles.by}>
              {note.mine ? t("me") : (note.author ?? t("company"))} · {formats.instant(note.at)}
            </p>
          </li>
        ))}
      </ul>
      <Writing onChange={onChange} />
    </Panel>
  );
}

/** A message being written; what did not arrive stays. */
function useWriting(onChange: (ticket: OwnTicket) => void) {
  const { transfers, send: upload, fault } = useUploads();
  const [text, setText] = useState("");
  const [files, setFiles] = useState<StoredFile[]>([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const doing = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    await work().catch(setError);
    setBusy(false);
  };
  const add = async (chosen: File[]) => {
    const stored = await upload(chosen);
    setFiles((before) => [...before, ...stored]);
  };
  const send = () =>
    doing(async () => {
      const words = text.trim() || files.map((file) => file.name).join(" ");
      const body = { text: words, files: files.map((file) => file.id) };
      onChange(await unwrap(api.POST("/api/v1/portal/ticket/notes", { body })));
      setText((now) => unsent(now, text));
      setFiles((now) => now.filter((file) => !body.files.includes(file.id)));
    });
  const failed = error ?? (fault instanceof Error ? fault : null);
  return { text, setText, files, busy: busy || transfers.length > 0, error: failed, transfers, add, send };
}

function Writing({ onChange }: { onChange: (ticket: OwnTicket) => void }) {
  const t = useTexts(texts);
  const picker = useRef<HTMLInputElement>(null);
  const { text, setText, files, busy, error, transfers, add, send } = useWriting(onChange);
  return (
    <div className={styles.writing}>
      <TextArea
        aria-label={t("write")}
        placeholder={t("write")}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {files.map((file) => (
        <span key={file.id} className={styles.file}>
          <Icon name="clip" /> {file.name}
        </span>
      ))}
      <Transfers transfers={transfers} />
      <input
        ref={picker}
        hidden
        type="file"
        multiple
        accept="image/*,video/*"
        onChange={(event) => {
          void add([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <div className={styles.buttons}>
        <Button icon="clip" disabled={busy} onClick={() => picker.current?.click()}>
          {t("photo")}
        </Button>
        <Button look="primary" busy={busy} disabled={!text.trim() && !files.length} onClick={send}>
          {t("send")}
        </Button>
      </div>
      <Refused error={error} />
    </div>
  );
}
