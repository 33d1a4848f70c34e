import type { Ticket } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { may, useMe, useSayProblem, useUses } from "@bihuan/session";
import { Button, Dialog, Notice, Panel, showToast, TextInput } from "@bihuan/ui";
import { useState } from "react";
import { QrCode } from "./QrCode.tsx";
import styles from "./Share.module.css";
import { texts } from "./texts.ts";
import { useIssue, useRevoke, useShares } from "./useShares.ts";

type Share = NonNullable<ReturnType<typeof useShares>["data"]>[number];

/** The page of the ticket that its customer gets: given, shown as a code, and taken back. */
export default function SharePanel({ ticket }: { ticket: Ticket }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const mayShare = may(useMe(), "share", "ticket");
  const used = useUses("portal");
  const shares = useShares(ticket, mayShare);
  const issue = useIssue(ticket);
  const revoke = useRevoke(ticket);
  const [shown, setShown] = useState<Share | null>(null);
  if (!mayShare || shares.isError || !shares.data || (!used && !shares.data.length)) return null;
  const fault = issue.error ?? revoke.error;
  return (
    <Panel title={t("heading")}>
      <div className={styles.panel}>
        <p className={styles.quiet}>{t("hint")}</p>
        {used && (
          <Button busy={issue.isPending} onClick={() => issue.mutate(undefined, { onSuccess: setShown })}>
            {t("send")}
          </Button>
        )}
        {fault && <Notice>{say(fault)}</Notice>}
        {shares.data.length > 0 && (
          <ul className={styles.shares}>
            {shares.data.map((share) => (
              <Line key={share.id} share={share} onShow={setShown} onRevoke={(id) => revoke.mutate(id)} />
            ))}
          </ul>
        )}
      </div>
      {shown && (
        <Dialog title={t("send")} closeLabel={t("close")} onClose={() => setShown(null)}>
          <Shown share={shown} />
        </Dialog>
      )}
    </Panel>
  );
}

interface LineProps {
  share: Share;
  onShow: (share: Share) => void;
  onRevoke: (id: string) => void;
}

function Line({ share, onShow, onRevoke }: LineProps) {
  const t = useTexts(texts);
  const format = useFormats();
  const over = share.until <= Date.now();
  const state = share.revoked_at !== null ? t("revoked") : over ? t("expired") : null;
  return (
    <li className={styles.share}>
      <span className={styles.quiet}>{state ?? t("until", { until: format.instant(share.until) })}</span>
      {!state && (
        <span className={styles.tools}>
          <Button look="quiet" onClick={() => onShow(share)}>
            {t("show")}
          </Button>
          <Button look="quiet" onClick={() => onRevoke(share.id)}>
            {t("revoke")}
          </Button>
        </span>
      )}
    </li>
  );
}

function Shown({ share }: { share: Share }) {
  const t = useTexts(texts);
  const format = useFormats();
  const copy = async (field: HTMLInputElement | null) => {
    // Without https a page may not write to the clipboard by itself; then the text is chosen and the old way is taken.
    if (navigator.clipboard) await navigator.clipboard.writeText(share.address);
    else {
      field?.select();
      document.execCommand("copy");
    }
    showToast(t("copied"));
  };
  const id = `share-${share.id}`;
  return (
    <div className={styles.shown}>
      <QrCode rows={share.qr} label={t("code")} />
      <p className={styles.quiet}>{t("code")}</p>
      <TextInput id={id} aria-label={t("address")} readOnly value={share.address} onFocus={(e) => e.target.select()} />
      <Button look="primary" onClick={() => copy(document.getElementById(id) as HTMLInputElement | null)}>
        {t("copy")}
      </Button>
      <p className={styles.quiet}>{t("until", { until: format.exact(share.until) })}</p>
    </div>
  );
}
