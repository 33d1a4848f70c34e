import type { Ticket } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { useWaitSaid, type Wait, type WayOn, waitWords, waysOn } from "@bihuan/session/waiting";
import { Button, Control, Dialog, showToast, TextArea } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { ActionFault } from "../../shared/ActionFault.tsx";
import styles from "./TicketPage.module.css";
import { useEndWait, useSettle } from "./useTicket.ts";

interface Chosen {
  wait: Wait;
  /** What is to be done about it: end the wait, or settle the incident. */
  how: WayOn;
}

/** What the ticket waits for that is nobody's task, and until when; whoever may ends it, or sees to what failed. */
export function Waits({ ticket, pageKey }: { ticket: Ticket; pageKey: string }) {
  const t = useTexts(waitWords);
  const language = useLanguage();
  const said = useWaitSaid();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  return (
    <>
      <ul className={styles.tasks}>
        {ticket.waits.map((wait) => (
          <li key={wait.instance} className={styles.task}>
            <div>
              <strong>{pick(wait.label, language)}</strong>
              <p className={styles.quiet}>{said(wait)}</p>
            </div>
            <div className={styles.actions}>
              {waysOn(wait).map((how) => (
                <Button key={how} look={how === "retry" ? "primary" : "plain"} onClick={() => setChosen({ wait, how })}>
                  {t(how)}
                </Button>
              ))}
            </div>
          </li>
        ))}
      </ul>
      {chosen && (
        <Dialog title={t(chosen.how)} closeLabel={t("close")} onClose={() => setChosen(null)}>
          <WayOnForm chosen={chosen} pageKey={pageKey} onDone={() => setChosen(null)} />
        </Dialog>
      )}
    </>
  );
}

function WayOnForm({
  chosen: { wait, how },
  pageKey,
  onDone,
}: {
  chosen: Chosen;
  pageKey: string;
  onDone: () => void;
}) {
  const t = useTexts(waitWords);
  const [reason, setReason] = useState("");
  const end = useEndWait(pageKey);
  const settle = useSettle(pageKey);
  const told = (text: "ended" | "settled") => ({
    onSuccess: () => {
      showToast(t(text));
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { instance } = wait;
    if (how === "end") end.mutate({ instance, reason }, told("ended"));
    else settle.mutate({ instance, how, reason }, told("settled"));
  };
  const needed = how !== "retry";
  return (
    <form className={styles.form} onSubmit={submit}>
      <Control label={t("reason")} required={needed}>
        {({ id }) => (
          <TextArea id={id} required={needed} value={reason} onChange={(event) => setReason(event.target.value)} />
        )}
      </Control>
      <ActionFault error={end.error ?? settle.error} />
      <div className={styles.formEnd}>
        <Button look="quiet" onClick={onDone}>
          {t("cancel")}
        </Button>
        <Button type="submit" look="primary" busy={end.isPending || settle.isPending}>
          {t(how)}
        </Button>
      </div>
    </form>
  );
}
