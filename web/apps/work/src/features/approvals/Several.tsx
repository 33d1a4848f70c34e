import type { Action, MyTask, Ticket } from "@bihuan/api";
import type { JsonObject } from "@bihuan/core";
import { type Apart, whyApart } from "@bihuan/forms";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Control, Dialog, TextArea } from "@bihuan/ui";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import acting from "../../shared/acting/acting.module.css";
import { outbox, useOutbox } from "../../shared/queue/outbox.ts";
import { SyncState } from "../../shared/queue/SyncState.tsx";
import { useKept } from "../../shared/queue/useKept.ts";
import { texts as shared } from "../../shared/texts.ts";
import { ticketQuery } from "../../shared/useJob.ts";
import styles from "./ApprovalsPage.module.css";
import { texts } from "./texts.ts";

const DECISIONS = ["refuse", "agree"] as const;
type Decision = (typeof DECISIONS)[number];

/** One of those that are decided together: the piece of work it became, or why it has to be decided by itself. */
interface Row {
  task: MyTask;
  item?: string;
  apart?: Apart | "full";
}

interface Props {
  tasks: readonly MyTask[];
  onDone: () => void;
}

/** Many decisions with one opinion, from where the thumb is; each goes as a command of its own. */
export function Several({ tasks, onDone }: Props) {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const language = useLanguage();
  const ticketOf = useTicketOf();
  const [decision, setDecision] = useState<Decision | null>(null);
  const [rows, setRows] = useState<readonly Row[] | null>(null);
  const send = useSending(setRows);
  const wordOf = (key: Decision) => {
    const offers = tasks.map((task) => offerOf(ticketOf(task), task, key));
    return pick(offers.find(Boolean)?.label, language) || t(key === "agree" ? "agree" : "refuse");
  };
  return (
    <>
      <section className={acting.dock} aria-label={t("several")}>
        <strong className={styles.count} aria-live="polite">
          {t("chosen", { count: tasks.length })}
        </strong>
        {DECISIONS.map((key) => (
          <Button
            key={key}
            look={key === "agree" ? "primary" : "danger"}
            disabled={!tasks.length}
            onClick={() => setDecision(key)}
          >
            {t("together", { action: wordOf(key) })}
          </Button>
        ))}
      </section>
      {decision && !rows && (
        <Dialog
          title={t("together", { action: wordOf(decision) })}
          closeLabel={say("close")}
          onClose={() => setDecision(null)}
        >
          <Asking decision={decision} count={tasks.length} onAsk={(comment) => send(tasks, decision, comment)} />
        </Dialog>
      )}
      {rows && (
        <Dialog title={t("results")} closeLabel={say("close")} onClose={onDone}>
          <Results rows={rows} onDone={onDone} />
        </Dialog>
      )}
    </>
  );
}

function Asking({ decision, count, onAsk }: { decision: Decision; count: number; onAsk: (comment: string) => void }) {
  const t = useTexts(texts);
  const [comment, setComment] = useState("");
  const isNeeded = decision === "refuse";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAsk(comment.trim());
  };
  return (
    <form className={acting.form} onSubmit={submit}>
      <p>{t("about", { count })}</p>
      <Control label={t("opinion")} required={isNeeded}>
        {({ id }) => (
          <TextArea id={id} required={isNeeded} value={comment} onChange={(event) => setComment(event.target.value)} />
        )}
      </Control>
      <div className={acting.ends}>
        <Button type="submit" look={decision === "agree" ? "primary" : "danger"}>
          {t("send", { count })}
        </Button>
      </div>
    </form>
  );
}

/** Done, or turned down with the server's words: each by itself. */
function Results({ rows, onDone }: { rows: readonly Row[]; onDone: () => void }) {
  const t = useTexts(texts);
  const items = useOutbox();
  const found = rows.map((row) => ({ row, item: items.find(({ id }) => id === row.item) }));
  const done = found.filter(({ item }) => item?.state === "sent").length;
  const refused = found.filter(({ row, item }) => row.apart || item?.state === "refused").length;
  return (
    <div className={acting.form}>
      <p role="status">{t("resultsSum", { done, refused, waiting: rows.length - done - refused })}</p>
      <ul className={styles.results}>
        {found.map(({ row, item }) => (
          <li key={row.task.id}>
            <span className={styles.result}>
              <span>{row.task.title}</span>
              {item && <SyncState item={item} />}
            </span>
            {row.apart && <p className={styles.fault}>{t("apart", { why: t(`apart_${row.apart}`) })}</p>}
            {item?.refusal && <p className={styles.fault}>{[item.refusal.title, ...item.refusal.details].join(" ")}</p>}
          </li>
        ))}
      </ul>
      <div className={acting.ends}>
        <Button look="primary" onClick={onDone}>
          {t("finished")}
        </Button>
      </div>
    </div>
  );
}

function useTicketOf(): (task: MyTask) => Ticket | undefined {
  const client = useQueryClient();
  return (task) => client.getQueryData(ticketQuery(task.number).queryKey);
}

function offerOf(ticket: Ticket | undefined, task: MyTask, key: Decision): Action | undefined {
  const open = ticket?.tasks.find(({ id }) => id === task.id);
  return open?.actions.find((action) => action.key === key);
}

/** Put each decision into the queue, on what this person saw of it. */
function useSending(onRows: (rows: readonly Row[]) => void) {
  const owner = useMe().id;
  const language = useLanguage();
  const kept = useKept();
  const ticketOf = useTicketOf();
  return async (tasks: readonly MyTask[], decision: Decision, comment: string) => {
    const rows: Row[] = [];
    for (const task of tasks) {
      const ticket = ticketOf(task);
      const offer = offerOf(ticket, task, decision);
      const apart = whyApart(offer, (ticket?.data ?? {}) as JsonObject);
      if (apart || !ticket || !offer) {
        rows.push({ task, apart: apart ?? "closed" });
        continue;
      }
      const body = { comment, seen: ticket.version };
      const work = { kind: "action", task: task.id, action: decision, body } as const;
      const label = pick(offer.label, language);
      const item = await kept(outbox.add({ owner, chain: ticket.id, about: task.number, label, work }));
      rows.push(item ? { task, item } : { task, apart: "full" });
    }
    onRows(rows);
  };
}
