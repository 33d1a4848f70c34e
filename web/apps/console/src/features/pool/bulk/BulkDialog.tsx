import { useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, Control, Dialog, Icon, Select, TextArea, TextInput } from "@bihuan/ui";
import { type FormEvent, useReducer, useRef, useState } from "react";
import { usePeople } from "../../../shared/lookups.ts";
import { PRIORITIES } from "../../../shared/tickets.ts";
import type { Chosen } from "../selection.ts";
import { texts } from "../texts.ts";
import styles from "./Bulk.module.css";
import { type BulkAsk, NothingToAssign, type Outcome, runBulk } from "./run.ts";

interface Props {
  kind: BulkAsk["kind"];
  chosen: readonly Chosen[];
  onClose: () => void;
}

/** Ask once, send to each, tell of each. */
export default function BulkDialog({ kind, chosen, onClose }: Props) {
  const t = useTexts(texts);
  // Those that were chosen when it began: they stay, whatever happens to the list behind.
  const tickets = useRef(chosen).current;
  const run = useRun(tickets);
  return (
    <Dialog
      title={t("bulkTitle", { what: t(`bulk_${kind}`), count: tickets.length })}
      closeLabel={t("close")}
      onClose={onClose}
    >
      {run.begun ? (
        <Results tickets={tickets} run={run} onClose={onClose} />
      ) : (
        <AskForm kind={kind} onAsk={(ask) => run.begin(tickets, ask)} />
      )}
    </Dialog>
  );
}

interface Run {
  begun: boolean;
  busy: boolean;
  outcome(id: string): Outcome;
  begin(tickets: readonly Chosen[], ask: BulkAsk): Promise<void>;
  again(tickets: readonly Chosen[]): void;
}

function useRun(all: readonly Chosen[]): Run {
  const [busy, setBusy] = useState(false);
  const [, look] = useReducer((round: number) => round + 1, 0);
  const outcomes = useRef(new Map<string, Outcome>());
  const batch = useRef(crypto.randomUUID()).current;
  const asked = useRef<BulkAsk | null>(null);
  const begin = async (tickets: readonly Chosen[], ask: BulkAsk) => {
    asked.current = ask;
    setBusy(true);
    await runBulk(tickets, batch, ask, (id, outcome) => {
      outcomes.current.set(id, outcome);
      look();
    });
    setBusy(false);
  };
  return {
    begun: asked.current !== null,
    busy,
    outcome: (id) => outcomes.current.get(id) ?? { state: "waiting" },
    begin,
    again: (tickets) =>
      asked.current &&
      begin(
        all.filter((one) => tickets.includes(one)),
        asked.current,
      ),
  };
}

function AskForm({ kind, onAsk }: { kind: BulkAsk["kind"]; onAsk: (ask: BulkAsk) => void }) {
  const t = useTexts(texts);
  const [value, setValue] = useState("");
  const people = usePeople().data?.filter((person) => person.state === "active" && !person.customer);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (kind === "assign") onAsk({ kind, person: value });
    else if (kind === "priority") onAsk({ kind, priority: value });
    else if (kind === "tag") onAsk({ kind, tag: value.trim() });
    else onAsk({ kind, reason: value.trim() });
  };
  const set = (event: { target: { value: string } }) => setValue(event.target.value);
  const options =
    kind === "assign"
      ? people?.map((person) => ({ value: person.id, label: person.name ?? person.id }))
      : PRIORITIES.map((one) => ({ value: one, label: one }));
  return (
    <form className={styles.form} onSubmit={submit}>
      <Control label={t(`ask_${kind}`)} required>
        {({ id }) => {
          if (kind === "tag")
            return <TextInput id={id} autoFocus required maxLength={50} value={value} onChange={set} />;
          if (kind === "close") return <TextArea id={id} autoFocus required value={value} onChange={set} />;
          return (
            <Select id={id} autoFocus required value={value} onChange={set}>
              <option value="" disabled>
                {t("choose")}
              </option>
              {options?.map((one) => (
                <option key={one.value} value={one.value}>
                  {one.label}
                </option>
              ))}
            </Select>
          );
        }}
      </Control>
      <div className={styles.actions}>
        <Button type="submit" look={kind === "close" ? "danger" : "primary"}>
          {t("start")}
        </Button>
      </div>
    </form>
  );
}

function Results({ tickets, run, onClose }: { tickets: readonly Chosen[]; run: Run; onClose: () => void }) {
  const t = useTexts(texts);
  const states = tickets.map((one) => run.outcome(one.id).state);
  const done = states.filter((one) => one === "done").length;
  const failed = tickets.filter((one) => run.outcome(one.id).state === "failed");
  return (
    <>
      <p role="status" className={styles.sum}>
        {run.busy
          ? t("progress", { done: done + failed.length, count: tickets.length })
          : t("result", { done, failed: failed.length })}
      </p>
      <progress className={styles.progress} max={tickets.length} value={done + failed.length} aria-label={t("bulk")} />
      <ul className={styles.results}>
        {tickets.map((ticket) => (
          <Result key={ticket.id} ticket={ticket} outcome={run.outcome(ticket.id)} />
        ))}
      </ul>
      <div className={styles.actions}>
        {!run.busy && failed.length > 0 && <Button onClick={() => run.again(failed)}>{t("tryFailed")}</Button>}
        <Button look="primary" disabled={run.busy} onClick={onClose}>
          {t("finished")}
        </Button>
      </div>
    </>
  );
}

function Result({ ticket, outcome }: { ticket: Chosen; outcome: Outcome }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const words =
    outcome.state !== "failed"
      ? t(`state_${outcome.state}`)
      : outcome.error instanceof NothingToAssign
        ? t("nothingToAssign")
        : say(outcome.error);
  return (
    <li className={styles.result} data-state={outcome.state}>
      <Icon name={outcome.state === "done" ? "check" : outcome.state === "failed" ? "alert" : "clock"} />
      <span className={styles.number}>{ticket.number}</span>
      <span className={styles.what}>{ticket.title}</span>
      <span className={styles.words}>{words}</span>
    </li>
  );
}
