import type { ErasurePreview } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Button, Notice, Panel, Skeleton, showToast, Tag } from "@bihuan/ui";
import { type FormEvent, type ReactNode, useState } from "react";
import { Link } from "react-router";
import styles from "../../shared/admin/Admin.module.css";
import { Refused, TextField } from "../../shared/admin/parts.tsx";
import { texts } from "./texts.ts";
import { useErase, usePreview, type Who } from "./useErasures.ts";

interface Asked {
  who: Who;
  onClose: () => void;
}

/** What goes, what stays and why; then the code is typed, and it goes. */
export function Preview({ who, onClose }: Asked) {
  const t = useTexts(texts);
  const preview = usePreview(who);
  const { data } = preview;
  return (
    <Panel
      title={t("preview")}
      extra={
        <Button look="quiet" onClick={onClose}>
          {t("cancel")}
        </Button>
      }
    >
      {preview.isPending && <Skeleton lines={6} height={20} />}
      <Refused error={preview.error} />
      {data && <Shown key={data.code} who={who} preview={data} onClose={onClose} />}
    </Panel>
  );
}

function Shown({ who, preview, onClose }: Asked & { preview: ErasurePreview }) {
  const t = useTexts(texts);
  const [more, setMore] = useState<readonly string[]>([]);
  const turn = (id: string) => setMore(more.includes(id) ? more.filter((each) => each !== id) : [...more, id]);
  return (
    <div className={styles.form}>
      <Goes preview={preview} />
      {preview.mentions.length > 0 && (
        <Part title={t("mentions")}>
          <p className={styles.quiet}>{t("mentionsHint")}</p>
          <span className={styles.tags}>
            {preview.mentions.map((ticket) => (
              <label key={ticket.id}>
                <input type="checkbox" checked={more.includes(ticket.id)} onChange={() => turn(ticket.id)} />{" "}
                <Link to={`/tickets/${ticket.number}`}>{ticket.number}</Link>
              </label>
            ))}
          </span>
        </Part>
      )}
      <Part title={t("stays")}>
        <ul>
          {preview.stays.map((one) => (
            <li key={one.code} className={styles.quiet}>
              {one.text}
            </li>
          ))}
        </ul>
      </Part>
      {preview.blocked.length > 0 ? (
        <Notice>
          {t("blocked")}
          <ul>
            {preview.blocked.map((one) => (
              <li key={one.code}>{one.text}</li>
            ))}
          </ul>
        </Notice>
      ) : (
        <Confirm who={who} code={preview.code} more={more} onClose={onClose} />
      )}
    </div>
  );
}

function Goes({ preview }: { preview: ErasurePreview }) {
  const t = useTexts(texts);
  return (
    <>
      <span className={styles.tags}>
        {preview.records.map((record, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two may be called the same, and none moves
          <Tag key={`${record.kind} ${index}`}>
            {t(record.kind as "contact")} {record.name ?? t("nameless")}
          </Tag>
        ))}
      </span>
      <Part title={t("tickets")}>
        <p>{preview.tickets ? t("ticketsCount", { count: preview.tickets }) : t("noTickets")}</p>
        <span className={styles.tags}>
          {preview.shown.map((ticket) => (
            <Link key={ticket.id} to={`/tickets/${ticket.number}`}>
              {ticket.number}
            </Link>
          ))}
          {preview.unseen > 0 && <span className={styles.quiet}>{t("unseen", { count: preview.unseen })}</span>}
        </span>
      </Part>
      <div className={styles.pair}>
        <Part title={t("payloads")}>
          <p>{t("payloadsCount", { count: preview.payloads })}</p>
        </Part>
        <Part title={t("files")}>
          <p>{t("filesCount", { count: preview.files })}</p>
        </Part>
      </div>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Confirm({ who, code, more, onClose }: Asked & { code: string; more: readonly string[] }) {
  const t = useTexts(texts);
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const erase = useErase();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const done = () => {
      showToast(t("erased"));
      onClose();
    };
    erase.mutate({ ...who, confirm: typed, reason, more: [...more] }, { onSuccess: done });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <p>
        <Tag tone="warn">{t("code", { code })}</Tag>
      </p>
      <Refused error={erase.error} />
      <div className={styles.pair}>
        <TextField label={t("reason")} help={t("reasonHint")} required value={reason} onChange={setReason} />
        <TextField label={t("confirm")} help={t("confirmHint", { code })} required value={typed} onChange={setTyped} />
      </div>
      <span className={styles.actions}>
        <Button
          type="submit"
          look="danger"
          busy={erase.isPending}
          disabled={typed.trim().toUpperCase() !== code || !reason.trim()}
        >
          {t("erase")}
        </Button>
      </span>
    </form>
  );
}
