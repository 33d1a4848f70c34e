import type { Action, Ticket } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { useWaitSaid, type Wait, type WayOn, waitWords, waysOn } from "@bihuan/session/waiting";
import { Button, Control, Dialog, Panel, showToast, TextArea } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import acting from "../../shared/acting/acting.module.css";
import type { Item, RunAction, Work } from "../../shared/queue/item.ts";
import { outbox } from "../../shared/queue/outbox.ts";
import { useKept } from "../../shared/queue/useKept.ts";
import { texts as shared } from "../../shared/texts.ts";
import styles from "./JobPage.module.css";
import { wholeWords } from "./wholeWords.ts";

interface Props {
  ticket: Ticket;
  outgoing: readonly Item[];
}

/** What is asked before something is done: its name, whether it wants a reason, and what goes into the queue then. */
interface Asked {
  label: string;
  needsReason: boolean;
  isGrave: boolean;
  work: (reason: string) => Work;
}

/** What the job waits for that is nobody's task, and what of the product's own doing failed; whoever may sees to it. */
export function WaitsPanel({ ticket, outgoing }: Props) {
  const t = useTexts(wholeWords);
  const language = useLanguage();
  const [asked, setAsked] = useState<Asked | null>(null);
  if (ticket.waits.length === 0) return null;
  return (
    <Panel title={t("waits")}>
      <ul className={styles.stack}>
        {ticket.waits.map((wait) => (
          <li key={wait.instance} className={styles.stack}>
            <strong>{pick(wait.label, language)}</strong>
            <WaitLine {...{ ticket, wait, outgoing }} onAsk={setAsked} />
          </li>
        ))}
      </ul>
      {asked && <Asking {...{ ticket, asked }} onClose={() => setAsked(null)} />}
    </Panel>
  );
}

function WaitLine({ ticket, wait, outgoing, onAsk }: Props & { wait: Wait; onAsk: (asked: Asked) => void }) {
  const t = useTexts(waitWords);
  const said = useWaitSaid()(wait);
  const isKept = outgoing.some(({ work, state }) => {
    return work.kind === "way" && work.instance === wait.instance && state !== "refused";
  });
  const ask = (how: WayOn): Asked => ({
    label: t(how),
    needsReason: how !== "retry",
    isGrave: false,
    work: (reason) => ({ kind: "way", ticket: ticket.id, instance: wait.instance, how, reason }),
  });
  return (
    <>
      <p className={styles.quiet}>{said}</p>
      {!isKept && (
        <div className={styles.buttons}>
          {waysOn(wait).map((how) => (
            <Button key={how} look={how === "retry" ? "primary" : "plain"} onClick={() => onAsk(ask(how))}>
              {t(how)}
            </Button>
          ))}
        </div>
      )}
    </>
  );
}

/** What may be done with the job as a whole: take it back, open it again, end it. */
export function WholePanel({ ticket, outgoing }: Props) {
  const t = useTexts(wholeWords);
  const language = useLanguage();
  const [asked, setAsked] = useState<Asked | null>(null);
  const offered = ticket.actions.filter(({ key }) => HERE.has(key));
  const isKept = outgoing.some(({ work, state }) => work.kind === "run" && state !== "refused");
  if (offered.length === 0 || isKept) return null;
  const ask = (action: Action): Asked => ({
    label: pick(action.label, language),
    needsReason: action.comment === "required",
    isGrave: ENDS.has(action.key),
    work: (reason) => {
      const body = { reason, children: "" } as const;
      return { kind: "run", ticket: ticket.id, action: action.key as RunAction, body };
    },
  });
  return (
    <Panel title={t("whole")}>
      <div className={styles.buttons}>
        {offered.map((action) => (
          <Button
            key={action.key}
            look={ENDS.has(action.key) ? "danger" : "plain"}
            onClick={() => setAsked(ask(action))}
          >
            {pick(action.label, language)}
          </Button>
        ))}
      </div>
      {asked && <Asking {...{ ticket, asked }} onClose={() => setAsked(null)} />}
    </Panel>
  );
}

// Laying away and forgetting are work for a desk.
const HERE: ReadonlySet<string> = new Set(["withdraw", "reopen", "terminate", "force_close"]);
const ENDS: ReadonlySet<string> = new Set(["withdraw", "terminate", "force_close"]);

function Asking({ ticket, asked, onClose }: { ticket: Ticket; asked: Asked; onClose: () => void }) {
  const t = useTexts(wholeWords);
  const say = useTexts(shared);
  const owner = useMe().id;
  const kept = useKept();
  const [reason, setReason] = useState("");
  const { label, needsReason, isGrave } = asked;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const work = asked.work(reason.trim());
    const id = await kept(outbox.add({ owner, chain: ticket.id, about: ticket.number, label, work }));
    if (!id) return;
    showToast(t("kept", { label }));
    onClose();
  };
  return (
    <Dialog title={label} closeLabel={say("close")} onClose={onClose}>
      <form className={acting.stack} onSubmit={submit}>
        <Control label={t("reason")} required={needsReason}>
          {({ id }) => (
            <TextArea
              id={id}
              rows={3}
              required={needsReason}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Control>
        <Button
          type="submit"
          className={acting.tall}
          look={isGrave ? "danger" : "primary"}
          disabled={needsReason && !reason.trim()}
        >
          {label}
        </Button>
      </form>
    </Dialog>
  );
}
