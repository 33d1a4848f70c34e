import { api, type OwnTicket, unwrap } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Button } from "@bihuan/ui";
import { useState } from "react";
import { Refused } from "../../shared/Frame.tsx";
import styles from "./TicketPage.module.css";
import { texts } from "./texts.ts";

const MINUTE_MS = 60_000;

interface Props {
  ticket: OwnTicket;
  onChange: (ticket: OwnTicket) => void;
}

/** 催办 by one tap; how often it was done, and when it may be again. */
export function Urge({ ticket, onChange }: Props) {
  const t = useTexts(texts);
  const format = useFormats();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  if (!ticket.urge) return null;
  const { count, again_in: wait } = ticket.urge;
  const urge = async () => {
    setBusy(true);
    setError(null);
    await unwrap(api.POST("/api/v1/portal/ticket/urge")).then(onChange, setError);
    setBusy(false);
  };
  return (
    <div className={styles.urge}>
      <Button icon="bell" busy={busy} disabled={wait > 0} onClick={urge}>
        {t("urge")}
      </Button>
      <span className={styles.quiet} role="status">
        {count > 0 && t("urged", { count })}{" "}
        {wait > 0 && t("urgeAgainIn", { when: format.relative(Math.max(wait, MINUTE_MS), 0) })}
      </span>
      <Refused error={error} />
    </div>
  );
}
