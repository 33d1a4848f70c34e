import type { PersonAway, TaskToHandOver } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, Panel, Skeleton, State } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { Link } from "react-router";
import admin from "../../shared/admin/Admin.module.css";
import { OneOf, TextField } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import type { Outcome } from "../../shared/inTurn.ts";
import { usePeople, usePersonName } from "../../shared/lookups.ts";
import { Priority } from "../../shared/Stage.tsx";
import styles from "./HandOver.module.css";
import { texts } from "./texts.ts";
import { type Ask, useHandingOver, useTasksOf } from "./useHandOver.ts";

interface Props {
  person: string;
  own: boolean;
  why: PersonAway["why"] | null;
}

/** Somebody's open tasks: some are chosen, and go to somebody else. */
export function Work({ person, own, why }: Props) {
  const t = useTexts(texts);
  const nameOf = usePersonName();
  const tasks = useTasksOf(person);
  const { busy, outcomes, begin } = useHandingOver();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const listed = tasks.data ?? [];
  const movable = listed.filter((task) => task.how);
  const among = movable.filter(({ id }) => chosen.includes(id));
  const toggle = (id: string) => setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <Panel title={own ? t("mine") : t("workOf", { name: nameOf(person) ?? "" })}>
      {tasks.isPending && <Skeleton lines={4} />}
      {tasks.isError && !tasks.data && <Failure error={tasks.error} onRetry={() => tasks.refetch()} />}
      {tasks.data?.length === 0 && !busy && <State icon="check" title={t("none")} hint={t("noneHint")} />}
      <Sum outcomes={outcomes} busy={busy} />
      {movable.length > 0 && (
        <div className={admin.bar}>
          <strong aria-live="polite">{t("chosen", { count: among.length })}</strong>
          <Button
            look="quiet"
            onClick={() => setChosen(among.length === movable.length ? [] : movable.map(({ id }) => id))}
          >
            {t(among.length === movable.length ? "chooseNone" : "chooseAll")}
          </Button>
        </div>
      )}
      <ul className={styles.tasks} aria-label={own ? t("mine") : t("workOf", { name: nameOf(person) ?? "" })}>
        {listed.map((task) => (
          <Line
            key={task.id}
            task={task}
            own={own}
            chosen={chosen.includes(task.id)}
            outcome={outcomes.get(task.id)}
            onToggle={() => toggle(task.id)}
          />
        ))}
      </ul>
      {movable.length > 0 && (
        <Give
          tasks={among}
          busy={busy}
          whose={person}
          usual={t(`reason_${why ?? "other"}`)}
          onGive={(ask) => void begin(among, ask)}
        />
      )}
    </Panel>
  );
}

function Sum({ outcomes, busy }: { outcomes: ReadonlyMap<string, Outcome>; busy: boolean }) {
  const t = useTexts(texts);
  const states = [...outcomes.values()].map(({ state }) => state);
  if (!states.length) return null;
  const done = states.filter((state) => state === "done").length;
  const failed = states.filter((state) => state === "failed").length;
  return (
    <p role="status" className={styles.sum}>
      {busy ? t("busy", { done: done + failed, count: states.length }) : t("result", { done, failed })}
    </p>
  );
}

interface LineProps {
  task: TaskToHandOver;
  own: boolean;
  chosen: boolean;
  outcome: Outcome | undefined;
  onToggle: () => void;
}

function Line({ task, own, chosen, outcome, onToggle }: LineProps) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const format = useFormats();
  const language = useLanguage();
  const fixed = task.how === null ? t(own ? "byLead" : "byAdmin") : task.how === "refuse" ? t("givenBack") : null;
  return (
    <li className={styles.task}>
      <label className={styles.box}>
        <input
          type="checkbox"
          aria-label={t("choose", { title: task.title ?? task.number })}
          disabled={!task.how}
          checked={chosen && Boolean(task.how)}
          onChange={onToggle}
        />
      </label>
      <div className={styles.what}>
        <p className={styles.title}>
          <Link to={`/tickets/${task.number}`}>{task.title ?? task.number}</Link>
          <Priority value={task.priority ?? undefined} />
        </p>
        <p className={admin.quiet}>
          {[
            task.number,
            pick(task.label, language),
            t("since", { time: format.instant(task.opened_at) }),
            task.next_due === null ? "" : t("due", { time: format.instant(task.next_due) }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
        {fixed && <p className={styles.fixed}>{fixed}</p>}
        {outcome?.state === "failed" && <p className={styles.failed}>{say(outcome.error)}</p>}
      </div>
    </li>
  );
}

interface GiveProps {
  tasks: readonly TaskToHandOver[];
  busy: boolean;
  whose: string;
  usual: string;
  onGive: (ask: Ask) => void;
}

/** To whom, and why: that stands in the history of each. */
function Give({ tasks, busy, whose, usual, onGive }: GiveProps) {
  const t = useTexts(texts);
  const people = usePeople();
  const [person, setPerson] = useState("");
  const [reason, setReason] = useState(usual);
  const named = tasks.some(({ how }) => how !== "refuse") || tasks.length === 0;
  const options = (people.data ?? [])
    .filter((one) => one.state === "active" && !one.customer && one.id !== whose)
    .map((one) => ({ value: one.id, label: one.name ?? one.login ?? one.id }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onGive({ person, reason: reason.trim() });
  };
  return (
    <form className={styles.give} onSubmit={submit}>
      {named && <OneOf label={t("to")} required options={options} value={person} onChange={setPerson} />}
      <TextField label={t("reason")} required value={reason} onChange={setReason} />
      <Button type="submit" look="primary" busy={busy} disabled={!tasks.length}>
        {t(named ? "send" : "giveBack", { count: tasks.length })}
      </Button>
    </form>
  );
}
