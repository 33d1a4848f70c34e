import type { Ticket } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Control, Dialog, showToast, TextArea } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { ActionFault } from "../../shared/ActionFault.tsx";
import styles from "./TicketPage.module.css";
import { type Settling, useEndWait, useSettle } from "./useTicket.ts";
import { texts } from "./waitwords.ts";

type Wait = Ticket["waits"][number];

interface Chosen {
  wait: Wait;
  /** What is to be done about it: end the wait, or settle the incident. */
  how: "end" | Settling;
}

/** What the ticket waits for that is nobody's task, and until when; whoever may ends it, or sees to what failed. */
export function Waits({ ticket, pageKey }: { ticket: Ticket; pageKey: string }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  return (
    <>
      <ul className={styles.tasks}>
        {ticket.waits.map((wait) => (
          <li key={wait.instance} className={styles.task}>
            <div>
              <strong>{pick(wait.label, language)}</strong>
              <Held wait={wait} />
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
          <WayOn chosen={chosen} pageKey={pageKey} onDone={() => setChosen(null)} />
        </Dialog>
      )}
    </>
  );
}

function waysOn(wait: Wait): Chosen["how"][] {
  if (wait.may_settle) return ["retry", "fill", "skip"];
  return wait.may_end ? ["end"] : [];
}

function Held({ wait }: { wait: Wait }) {
  return <p className={styles.quiet}>{useSaid(wait)}</p>;
}

/** What it waits for, in one line. */
function useSaid(wait: Wait): string {
  const t = useTexts(texts);
  const format = useFormats();
  const until = wait.until === null ? "" : format.instant(wait.until);
  if (wait.kind === "incident") return t("failed", { why: wait.why ?? "" });
  if (wait.children) return t(until ? "childrenAtMost" : "children", { ...wait.children, until });
  if (ACTS.has(wait.kind)) return t("acting");
  if (wait.kind === "read") {
    return until ? t("readingAtMost", { count: wait.unread, until }) : t("reading", { count: wait.unread });
  }
  if (!wait.event) return until ? t("until", { until }) : t("untilKnown");
  const event = wait.event === "signal" ? t("signal", { key: wait.key }) : t(EVENTS[wait.event] ?? "event");
  return until ? t("forAtMost", { event, until }) : t("for", { event });
}

/** What the product does by itself; of children that it opens, as far as this person may know of them. */
const ACTS = new Set(["action", "children"]);
const EVENTS: Record<string, "message" | "childClosed"> = { message: "message", child_closed: "childClosed" };

function WayOn({ chosen: { wait, how }, pageKey, onDone }: { chosen: Chosen; pageKey: string; onDone: () => void }) {
  const t = useTexts(texts);
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
