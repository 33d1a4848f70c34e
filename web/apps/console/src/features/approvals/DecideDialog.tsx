import { isProblem, type MyTask } from "@bihuan/api";
import type { JsonObject } from "@bihuan/core";
import { type Apart, whyApart } from "@bihuan/forms";
import { useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, Control, Dialog, Icon, TextArea } from "@bihuan/ui";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useReducer, useRef, useState } from "react";
import { inTurn, type Outcome } from "../../shared/inTurn.ts";
import styles from "./Approvals.module.css";
import { texts } from "./texts.ts";
import { type Decision, decide, useSeen } from "./useApprovals.ts";

/** It asks for more than an opinion. */
class ApartError extends Error {
  readonly why: Apart;

  constructor(why: Apart) {
    super(why);
    this.why = why;
  }
}

interface Props {
  decision: Decision;
  tasks: readonly MyTask[];
  onClose: () => void;
}

/** One opinion, then what became of each. */
export default function DecideDialog({ decision, tasks, onClose }: Props) {
  const t = useTexts(texts);
  const run = useRun(tasks, decision);
  const title = t(decision === "agree" ? "agreeTitle" : "refuseTitle", { count: tasks.length });
  return (
    <Dialog title={title} closeLabel={t("close")} onClose={onClose}>
      {run.begun ? (
        <Results tasks={tasks} run={run} onClose={onClose} />
      ) : (
        <AskForm decision={decision} count={tasks.length} onAsk={run.begin} />
      )}
    </Dialog>
  );
}

interface Run {
  begun: boolean;
  busy: boolean;
  outcome: (id: string) => Outcome;
  begin: (comment: string) => void;
  again: (tasks: readonly MyTask[]) => void;
}

/** Each a command of its own, on what was seen of it when this was opened; tried again, on what is seen then. */
function useRun(tasks: readonly MyTask[], decision: Decision): Run {
  const client = useQueryClient();
  const seen = useSeen();
  const [busy, setBusy] = useState(false);
  const [, look] = useReducer((round: number) => round + 1, 0);
  const outcomes = useRef(new Map<string, Outcome>()).current;
  const batch = useRef(crypto.randomUUID()).current;
  const opinion = useRef<string | null>(null);
  const send = async (task: MyTask) => {
    const ticket = seen(task);
    const offer = ticket?.tasks.find(({ id }) => id === task.id)?.actions.find(({ key }) => key === decision);
    const apart = whyApart(offer, (ticket?.data ?? {}) as JsonObject);
    if (apart || !ticket) throw new ApartError(apart ?? "closed");
    // Seen anew it is another command: the first one was turned down for good.
    await decide({ task, ticket, comment: opinion.current ?? "" }, decision, `${batch}:${task.id}:${ticket.version}`);
  };
  const run = async (some: readonly MyTask[]) => {
    setBusy(true);
    await inTurn(some, send, (id, outcome) => {
      outcomes.set(id, outcome);
      look();
    });
    for (const task of some) await client.invalidateQueries({ queryKey: ["ticket", task.number] });
    for (const name of ["tasks", "tickets"]) await client.invalidateQueries({ queryKey: [name] });
    setBusy(false);
  };
  return {
    begun: opinion.current !== null,
    busy,
    outcome: (id) => outcomes.get(id) ?? { state: "waiting" },
    begin: (comment) => {
      opinion.current = comment;
      void run(tasks);
    },
    again: (some) => void run(some),
  };
}

function AskForm({ decision, count, onAsk }: { decision: Decision; count: number; onAsk: (comment: string) => void }) {
  const t = useTexts(texts);
  const [comment, setComment] = useState("");
  const isNeeded = decision === "refuse";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAsk(comment.trim());
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      {count > 1 && <p className={styles.quiet}>{t("about", { count })}</p>}
      <Control label={t("opinion")} required={isNeeded}>
        {({ id }) => (
          <TextArea
            id={id}
            autoFocus
            required={isNeeded}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        )}
      </Control>
      <div className={styles.ends}>
        <Button type="submit" look={decision === "agree" ? "primary" : "danger"}>
          {t("send", { count })}
        </Button>
      </div>
    </form>
  );
}

function Results({ tasks, run, onClose }: { tasks: readonly MyTask[]; run: Run; onClose: () => void }) {
  const t = useTexts(texts);
  const done = tasks.filter(({ id }) => run.outcome(id).state === "done").length;
  const failed = tasks.filter(({ id }) => run.outcome(id).state === "failed");
  const open = failed.filter(({ id }) => canTryAgain(run.outcome(id)));
  return (
    <>
      <p role="status" className={styles.sum}>
        {run.busy
          ? t("progress", { done: done + failed.length, count: tasks.length })
          : t("result", { done, failed: failed.length })}
      </p>
      <ul className={styles.results}>
        {tasks.map((task) => (
          <Result key={task.id} task={task} outcome={run.outcome(task.id)} />
        ))}
      </ul>
      <div className={styles.ends}>
        {!run.busy && open.length > 0 && <Button onClick={() => run.again(open)}>{t("again")}</Button>}
        <Button look="primary" disabled={run.busy} onClick={onClose}>
          {t("finished")}
        </Button>
      </div>
    </>
  );
}

function canTryAgain(outcome: Outcome): boolean {
  return outcome.state === "failed" && !(outcome.error instanceof ApartError);
}

function Result({ task, outcome }: { task: MyTask; outcome: Outcome }) {
  const t = useTexts(texts);
  return (
    <li className={styles.result} data-state={outcome.state}>
      <Icon name={outcome.state === "done" ? "check" : outcome.state === "failed" ? "alert" : "clock"} />
      <span>
        {task.title} <span className={styles.number}>{task.number}</span>
        <span className={styles.words}>
          {outcome.state === "failed" ? <Why error={outcome.error} /> : t(`state_${outcome.state}`)}
        </span>
      </span>
    </li>
  );
}

/** The server's words, with what it says of each field; or what this decision asks for besides. */
function Why({ error }: { error: unknown }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  if (error instanceof ApartError) return t("apart", { why: t(`apart_${error.why}`) });
  const details = isProblem(error) ? error.problems.map(({ detail }) => detail) : [];
  return [say(error), ...details].join(" ");
}
