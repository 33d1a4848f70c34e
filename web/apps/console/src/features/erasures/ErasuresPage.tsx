import type { Erasures } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Button, Panel, Skeleton, showToast, Tag } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { useSearchParams } from "react-router";
import styles from "../../shared/admin/Admin.module.css";
import { FormDialog, Head, TextField } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { Preview } from "./Preview.tsx";
import { texts } from "./texts.ts";
import { KINDS, type Kind, useErasures, useSetBackupDays, type Who } from "./useErasures.ts";

type Done = Erasures["done"][number];

/** Who was erased when and why, and doing it. */
export default function ErasuresPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const me = useMe();
  const erasures = useErasures();
  const [asked, setAsked] = useSearchParams();
  const [caller, setCaller] = useState<Who | null>(null);
  const who = caller ?? linked(asked);
  const close = () => {
    setCaller(null);
    setAsked({}, { replace: true });
  };
  const { data } = erasures;
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")} />
      {may(me, "manage", "erasure") && (who ? <Preview who={who} onClose={close} /> : <Begin onLook={setCaller} />)}
      {erasures.isPending && <Skeleton lines={8} height={22} />}
      {erasures.isError && !data && <Failure error={erasures.error} onRetry={() => erasures.refetch()} />}
      {data && (
        <>
          <Evidence done={data.done} />
          <Backups days={data.backup_days} />
        </>
      )}
    </div>
  );
}

/** Whom another page leads here for; numbers never stand in an address. */
function linked(asked: URLSearchParams): Who | null {
  const [kind, subject] = [asked.get("kind"), asked.get("subject")];
  const known = KINDS.find((each): each is Kind => each === kind);
  return known && known !== "caller" && subject ? { kind: known, subject } : null;
}

function Begin({ onLook }: { onLook: (who: Who) => void }) {
  const t = useTexts(texts);
  const [phone, setPhone] = useState("");
  const look = (event: FormEvent) => {
    event.preventDefault();
    if (phone.trim()) onLook({ kind: "caller", subject: phone.trim() });
  };
  return (
    <Panel title={t("begin")}>
      <form className={styles.form} onSubmit={look}>
        <p className={styles.quiet}>{t("beginHint")}</p>
        <TextField label={t("phone")} type="tel" required value={phone} onChange={setPhone} />
        <span className={styles.actions}>
          <Button type="submit">{t("look")}</Button>
        </span>
      </form>
    </Panel>
  );
}

function Evidence({ done }: { done: Done[] }) {
  const t = useTexts(texts);
  return (
    <Panel title={t("done")}>
      {!done.length && <p className={styles.quiet}>{t("none")}</p>}
      {done.length > 0 && (
        <div className={styles.card}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th>{t("at")}</th>
                <th>{t("kinds")}</th>
                <th>{t("reason")}</th>
                <th>{t("by")}</th>
                <th>{t("gone")}</th>
                <th>{t("state")}</th>
                <th>{t("backupsUntil")}</th>
              </tr>
            </thead>
            <tbody>
              {done.map((one) => (
                <Line key={one.id} one={one} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function Line({ one }: { one: Done }) {
  const t = useTexts(texts);
  const format = useFormats();
  const left = one.tickets_left + one.files_left;
  return (
    <tr>
      <td>{format.exact(one.at)}</td>
      <td>{t(one.kind as Kind)}</td>
      <td>{one.reason}</td>
      <td>{one.by ?? "–"}</td>
      <td>{t("goneOf", { records: one.records, tickets: one.tickets, payloads: one.payloads, files: one.files })}</td>
      <td>
        <Tag tone={left ? "warn" : "good"}>
          {left ? t("left", { tickets: one.tickets_left, files: one.files_left }) : t("complete")}
        </Tag>
      </td>
      <td>{one.backups_until === null ? t("unknown") : format.exact(one.backups_until)}</td>
    </tr>
  );
}

function Backups({ days }: { days: number | null }) {
  const t = useTexts(texts);
  const me = useMe();
  const [changing, setChanging] = useState(false);
  return (
    <Panel
      title={t("backups")}
      extra={may(me, "manage", "erasure") && <Button onClick={() => setChanging(true)}>{t("change")}</Button>}
    >
      <div className={styles.form}>
        <p>{days === null ? t("backupsUnsaid") : t("backupsSaid", { days })}</p>
        <p className={styles.quiet}>{t("backupsHint")}</p>
      </div>
      {changing && <DaysForm days={days} onClose={() => setChanging(false)} />}
    </Panel>
  );
}

function DaysForm({ days, onClose }: { days: number | null; onClose: () => void }) {
  const t = useTexts(texts);
  const [input, setInput] = useState(days === null ? "" : String(days));
  const save = useSetBackupDays();
  const submit = () =>
    save.mutate(input.trim() ? Number(input) : null, {
      onSuccess: () => {
        showToast(t("saved"));
        onClose();
      },
    });
  return (
    <FormDialog title={t("backups")} error={save.error} busy={save.isPending} onSubmit={submit} onClose={onClose}>
      <TextField label={t("days")} help={t("daysHint")} type="number" value={input} onChange={setInput} />
    </FormDialog>
  );
}
