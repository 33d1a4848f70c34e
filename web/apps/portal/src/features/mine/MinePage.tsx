import { api, type OwnRow, unwrap } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Button, Control, Notice, Panel, State, Tag, TextInput } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { Link } from "wouter";
import { Frame, Refused } from "../../shared/Frame.tsx";
import styles from "./MinePage.module.css";
import { texts } from "./texts.ts";

type Station = "received" | "dispatched" | "on_the_way" | "working" | "to_accept" | "done" | "cancelled";

/** All tickets of a phone, for whoever reads the code on it. */
export function MinePage() {
  const t = useTexts(texts);
  const [phone, setPhone] = useState("");
  const [sent, setSent] = useState(false);
  const [rows, setRows] = useState<readonly OwnRow[] | null>(null);
  return (
    <Frame title={t("heading")}>
      {!rows && !sent && <AskPhone phone={phone} onType={setPhone} onSent={() => setSent(true)} />}
      {!rows && sent && <AskCode phone={phone} onBack={() => setSent(false)} onShow={setRows} />}
      {rows && <Rows rows={rows} />}
    </Frame>
  );
}

function useDoing(work: () => Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    await work().catch(setError);
    setBusy(false);
  };
  return { busy, error, submit };
}

interface AskPhoneProps {
  phone: string;
  onType: (phone: string) => void;
  onSent: () => void;
}

function AskPhone({ phone, onType, onSent }: AskPhoneProps) {
  const t = useTexts(texts);
  const doing = useDoing(async () => {
    await unwrap(api.POST("/api/v1/portal/codes", { body: { phone } }));
    onSent();
  });
  return (
    <Panel>
      <form className={styles.form} onSubmit={doing.submit}>
        <p className={styles.how}>{t("how")}</p>
        <Control label={t("phone")} required>
          {({ id }) => (
            <TextInput
              id={id}
              type="tel"
              autoComplete="tel"
              required
              minLength={5}
              value={phone}
              onChange={(event) => onType(event.target.value)}
            />
          )}
        </Control>
        <Refused error={doing.error} />
        <Button type="submit" look="primary" busy={doing.busy}>
          {t("send")}
        </Button>
      </form>
    </Panel>
  );
}

interface AskCodeProps {
  phone: string;
  onBack: () => void;
  onShow: (rows: readonly OwnRow[]) => void;
}

function AskCode({ phone, onBack, onShow }: AskCodeProps) {
  const t = useTexts(texts);
  const [code, setCode] = useState("");
  const doing = useDoing(async () => {
    const found = await unwrap(api.POST("/api/v1/portal/codes/check", { body: { phone, code } }));
    onShow(found.tickets);
  });
  return (
    <Panel>
      <form className={styles.form} onSubmit={doing.submit}>
        <Notice tone="good">{t("sent")}</Notice>
        <Control label={t("code")} required>
          {({ id }) => (
            <TextInput
              id={id}
              inputMode="numeric"
              autoComplete="one-time-code"
              required
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          )}
        </Control>
        <Refused error={doing.error} />
        <Button type="submit" look="primary" busy={doing.busy}>
          {t("show")}
        </Button>
        <Button look="quiet" onClick={onBack}>
          {t("again")}
        </Button>
      </form>
    </Panel>
  );
}

function Rows({ rows }: { rows: readonly OwnRow[] }) {
  const t = useTexts(texts);
  const formats = useFormats();
  if (!rows.length) return <State icon="inbox" title={t("none")} hint={t("noneHint")} />;
  return (
    <ul className={styles.rows}>
      {rows.map((row) => (
        <li key={row.number}>
          <Link href={`/t#${row.token}`} className={styles.row}>
            <span className={styles.title}>{row.title}</span>
            <Tag>{t(row.station as Station)}</Tag>
            <span className={styles.under}>
              {row.number} · {formats.instant(row.created_at)}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
