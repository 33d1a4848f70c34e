import { api, type Ticket, type Trace, unwrap } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Button, Dialog, Icon, Panel, showToast } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import styles from "./TicketPage.module.css";
import { texts } from "./texts.ts";
import { useTrace } from "./useTicket.ts";

const VERIFIER = "python bihuan_verify.py EXPORT --checkpoint earlier.note";

interface Leaf {
  no: number;
  hash: string;
  leaf: number | null;
}

/** Whether the record is whole. The server's own word is never green: only an outside checkpoint could prove it. */
export function Proof({ ticket, pageKey }: { ticket: Ticket; pageKey: string }) {
  const t = useTexts(texts);
  const trace: Trace | undefined = useTrace(pageKey, ticket.version).data;
  const [open, setOpen] = useState(false);
  if (!trace) return null;
  const size = Number(trace.checkpoint?.size ?? 0);
  const leaves = trace.events as unknown as Leaf[];
  const waits = leaves.some(({ leaf }) => leaf === null || leaf >= size);
  return (
    <Panel title={t("record")}>
      <button type="button" className={styles.badge} onClick={() => setOpen(true)} aria-haspopup="dialog">
        <Icon name="lock" />
        <span>{t(waits ? "recordUnsigned" : "recordGrey")}</span>
        <span className={styles.badgeMore}>{t("proofShow")}</span>
      </button>
      {open && (
        <Dialog title={t("record")} closeLabel={t("close")} onClose={() => setOpen(false)}>
          <Details ticket={ticket} newest={leaves.findLast(({ leaf }) => leaf !== null && leaf < size)} />
        </Dialog>
      )}
    </Panel>
  );
}

function Details({ ticket, newest }: { ticket: Ticket; newest: Leaf | undefined }) {
  const t = useTexts(texts);
  const format = useFormats();
  const mayRead = may(useMe(), "read", "ledger");
  const checkpoint = useCheckpoint(mayRead);
  const proof = useProof(mayRead && newest ? `ticket:${ticket.id}#${newest.no}` : null);
  const copy = async (note: string) => {
    await navigator.clipboard?.writeText(note);
    showToast(t("copied"));
  };
  return (
    <div className={styles.proof}>
      <p>{t("proofAbout")}</p>
      <dl className={styles.proofFacts}>
        {newest && <Fact label={t("leaf")} value={String(newest.leaf)} />}
        {newest && <Fact label={t("hash")} value={newest.hash} />}
        {checkpoint && (
          <>
            <Fact label={t("root")} value={checkpoint.root} />
            <Fact
              label={t("size")}
              value={t("sizeOf", { size: format.number(checkpoint.size), at: format.exact(checkpoint.at) })}
            />
          </>
        )}
        {proof && <Fact label={t("path")} value={proof.path.join("\n")} />}
      </dl>
      {checkpoint && (
        <>
          <h3>{t("checkpoint")}</h3>
          <pre className={styles.code}>{checkpoint.note}</pre>
          <Button onClick={() => copy(checkpoint.note)}>{t("copyCheckpoint")}</Button>
        </>
      )}
      <h3>{t("verify")}</h3>
      <p className={styles.quiet}>{t("verifyHint")}</p>
      <pre className={styles.code}>{VERIFIER}</pre>
    </div>
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

function useCheckpoint(wanted: boolean) {
  return useQuery({
    queryKey: ["checkpoint"],
    queryFn: () => unwrap(api.GET("/api/v1/ledger/checkpoint")),
    enabled: wanted,
    retry: false,
  }).data;
}

function useProof(event: string | null) {
  return useQuery({
    queryKey: ["proof", event],
    queryFn: () => unwrap(api.GET("/api/v1/ledger/proof/{event}", { params: { path: { event: event ?? "" } } })),
    enabled: event !== null,
    retry: false,
  }).data;
}
