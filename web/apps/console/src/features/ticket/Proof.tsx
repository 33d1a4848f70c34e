import type { RecordProof, Ticket } from "@bihuan/api";
import type { Verdict } from "@bihuan/core";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Button, Dialog, Icon, Notice, Panel, showToast } from "@bihuan/ui";
import { useState } from "react";
import styles from "./TicketPage.module.css";
import { texts } from "./texts.ts";
import { useChecked } from "./useProof.ts";

const VERIFIER = "python bihuan_verify.py EXPORT --checkpoint earlier.note";
const LOOKS = { proven: "good", consistent: "plain", waiting: "warn", unchecked: "warn", broken: "bad" } as const;

/**
 * Whether the record is whole, as this browser checked it. The server's own word is never green: only a checkpoint that
 * was kept outside of it can prove anything.
 */
export function Proof({ ticket, pageKey }: { ticket: Ticket; pageKey: string }) {
  const t = useTexts(texts);
  const checked = useChecked(ticket, pageKey);
  const [open, setOpen] = useState(false);
  const said = useSaid();
  const { data } = checked;
  const look = data ? LOOKS[data.verdict.state] : "plain";
  const words = data ? said(data.verdict) : t(checked.isError ? "recordUnread" : "recordChecking");
  return (
    <Panel title={t("record")}>
      <button
        type="button"
        className={styles.badge}
        data-look={checked.isError ? "warn" : look}
        onClick={() => setOpen(true)}
        aria-haspopup="dialog"
      >
        <Icon name={look === "good" ? "check" : look === "bad" ? "alert" : "lock"} />
        <span>{words}</span>
        <span className={styles.badgeMore}>{t("proofShow")}</span>
      </button>
      {open && (
        <Dialog title={t("record")} closeLabel={t("close")} onClose={() => setOpen(false)}>
          <div className={styles.proof}>
            {data?.verdict.state === "broken" && <Notice>{t(`broken_${data.verdict.why}`)}</Notice>}
            <p>{t("proofAbout")}</p>
            {data && <Held verdict={data.verdict} />}
            {data && <Details proof={data.proof} />}
            <h3>{t("verify")}</h3>
            <p className={styles.quiet}>{t("verifyHint")}</p>
            <pre className={styles.code}>{VERIFIER}</pre>
          </div>
        </Dialog>
      )}
    </Panel>
  );
}

function useSaid(): (verdict: Verdict) => string {
  const t = useTexts(texts);
  const format = useFormats();
  return (verdict) => {
    if (verdict.state === "proven") {
      const at = format.instant(verdict.since);
      return verdict.by ? t("recordLeft", { at, by: verdict.by }) : t("recordProven", { at });
    }
    const words = {
      consistent: "recordGrey",
      waiting: "recordWaiting",
      unchecked: "recordUnchecked",
      broken: "recordBroken",
    } as const;
    return t(words[verdict.state]);
  };
}

/** What was checked here and held; nothing is said of checks that did not hold or were not made. */
function Held({ verdict }: { verdict: Verdict }) {
  const t = useTexts(texts);
  if (verdict.state !== "proven" && verdict.state !== "consistent") return null;
  return (
    <>
      {verdict.state === "proven" && (
        <p className={styles.quiet}>{verdict.by ? t("proofLeft", { by: verdict.by }) : t("proofGrown")}</p>
      )}
      <p className={styles.quiet}>{t("proofChecked")}</p>
    </>
  );
}

function Details({ proof: { covered, checkpoint } }: { proof: RecordProof }) {
  const t = useTexts(texts);
  const format = useFormats();
  const copy = async (note: string) => {
    await navigator.clipboard?.writeText(note);
    showToast(t("copied"));
  };
  return (
    <>
      <dl className={styles.proofFacts}>
        {covered && <Fact label={t("leaf")} value={String(covered.leaf)} />}
        {covered && <Fact label={t("hash")} value={covered.hash} />}
        {checkpoint && (
          <>
            <Fact label={t("root")} value={checkpoint.root} />
            <Fact
              label={t("size")}
              value={t("sizeOf", { size: format.number(checkpoint.size), at: format.exact(checkpoint.at) })}
            />
          </>
        )}
        {covered && <Fact label={t("path")} value={covered.path.join("\n")} />}
      </dl>
      {checkpoint && (
        <>
          <h3>{t("checkpoint")}</h3>
          <pre className={styles.code}>{checkpoint.note}</pre>
          <Button onClick={() => copy(checkpoint.note)}>{t("copyCheckpoint")}</Button>
        </>
      )}
    </>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
