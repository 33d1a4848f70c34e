import { type FormDefinition, type Json, type JsonObject, readForm } from "@bihuan/core";
import { RELATIONS } from "@bihuan/forms";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, Control, Notice, Select, Skeleton, Tag } from "@bihuan/ui";
import { useMemo, useState } from "react";
import { findItem, nameOf } from "../model/flow.ts";
import { labelOf, type Telling } from "../model/words.ts";
import { useFormBody } from "../useFlows.ts";
import { ActForm } from "./ActForm.tsx";
import { type Around, TaskCard } from "./TaskCard.tsx";
import styles from "./Trial.module.css";
import { texts } from "./texts.ts";
import type { TrialOf, TrialPerson, TrialState } from "./useTrial.ts";
import { WaitCard } from "./WaitCard.tsx";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Props {
  trial: TrialOf;
  form: string;
  telling: Telling;
  isFit: boolean;
  onClose: () => void;
}

/** Walking what is drawn: the clock, the people, whose turn it is, and what happened. */
export function TrialPanel({ trial, form, telling, isFit, onClose }: Props) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const definition = useReadForm(form);
  return (
    <section className={styles.panel} aria-label={t("trial")}>
      <header className={styles.head}>
        <h2>{t("trial")}</h2>
        <Button look="quiet" icon="close" label={t("close")} onClick={onClose} />
      </header>
      <p className={styles.quiet}>{t("hint")}</p>
      {!isFit && <Notice tone="warn">{t("mend")}</Notice>}
      {isFit && trial.error && <Notice>{say(trial.error)}</Notice>}
      {trial.refused && (
        <Notice tone="warn">{t("refused", { why: [trial.refused.title, ...trial.refused.problems].join(" ") })}</Notice>
      )}
      {isFit && !trial.error && (!trial.state || !definition) && <Skeleton lines={6} />}
      {isFit && trial.state && definition && (
        <Running trial={trial} state={trial.state} form={definition} telling={telling} />
      )}
    </section>
  );
}

interface RunningProps {
  trial: TrialOf;
  state: TrialState;
  form: FormDefinition;
  telling: Telling;
}

function Running({ trial, state, form, telling }: RunningProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const names = new Map(state.people.map((one) => [one.id, pick(one.name, language)]));
  const around: Around = {
    form,
    values: state.values as Readonly<Record<string, Json>>,
    people: state.people,
    personName: (id) => names.get(id) ?? id,
    stepName: (id) => {
      const item = findItem(telling.body, id);
      return item ? labelOf(item, telling) : nameOf(undefined, language, id);
    },
    isBusy: trial.isBusy,
    onSend: trial.send,
  };
  const waits = state.tokens.filter((token) => token.wait !== null);
  return (
    <>
      <Clock trial={trial} state={state} />
      {state.state === null && <Begin trial={trial} state={state} around={around} />}
      {state.tasks.length > 0 && (
        <div className={styles.part}>
          <h3>{t("tasks")}</h3>
          <ul className={styles.cards} aria-label={t("tasks")}>
            {state.tasks.map((task) => (
              <TaskCard key={task.id} task={task} around={around} />
            ))}
          </ul>
        </div>
      )}
      {waits.length > 0 && (
        <div className={styles.part}>
          <h3>{t("waiting")}</h3>
          <ul className={styles.cards} aria-label={t("waiting")}>
            {waits.map((token) => (
              <WaitCard key={token.instance} token={token} around={around} />
            ))}
          </ul>
        </div>
      )}
      {state.state === "ended" && <Notice tone="good">{t("ended")}</Notice>}
      <Log state={state} />
      <Whole state={state} around={around} />
      <Cast people={state.people} name={around.personName} onTurn={trial.turn} />
    </>
  );
}

function Clock({ trial, state }: { trial: TrialOf; state: TrialState }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const format = useFormats();
  const on = (ms: number) => trial.send({ do: "clock", ms });
  const hasBegun = state.state !== null;
  return (
    <div className={styles.clock}>
      <div className={styles.now}>
        <span>
          {t("clock")} <time>{format.instant(state.now)}</time>
        </span>
        <Tag tone={state.state === "running" ? "accent" : "neutral"}>
          {state.stage_label ? pick(state.stage_label, language) : t("state_none")}
        </Tag>
      </div>
      <div className={styles.row}>
        {state.next_at !== null && (
          <Button disabled={trial.isBusy} onClick={() => on(0)}>
            {t("toNextAt", { at: format.instant(state.next_at) })}
          </Button>
        )}
        <Button disabled={trial.isBusy || !hasBegun} onClick={() => on(HOUR)}>
          {t("hour")}
        </Button>
        <Button disabled={trial.isBusy || !hasBegun} onClick={() => on(DAY)}>
          {t("day")}
        </Button>
        <Button look="quiet" disabled={trial.isBusy || !trial.moves.length} onClick={trial.back}>
          {t("stepBack")}
        </Button>
        <Button look="quiet" disabled={trial.isBusy || !trial.moves.length} onClick={trial.over}>
          {t("over")}
        </Button>
      </div>
    </div>
  );
}

function Begin({ trial, state, around }: { trial: TrialOf; state: TrialState; around: Around }) {
  const t = useTexts(texts);
  const [by, setBy] = useState("applicant");
  return (
    <div className={styles.part}>
      <h3>{t("fill")}</h3>
      <Control label={t("submitter")}>
        {({ id }) => (
          <Select id={id} value={by} onChange={(event) => setBy(event.target.value)}>
            {state.people.map((one) => (
              <option key={one.id} value={one.id}>
                {around.personName(one.id)}
              </option>
            ))}
          </Select>
        )}
      </Control>
      <ActForm
        {...around}
        action={state.submit}
        label={t("begin")}
        onSend={(more) => trial.send({ do: "start", by, ...more })}
      />
    </div>
  );
}

/** 撤回, 重开, 强制关闭: by whoever may. */
function Whole({ state, around }: { state: TrialState; around: Around }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const offers = state.run_actions.flatMap(({ person, actions }) => actions.map((action) => ({ person, action })));
  if (!offers.length) return null;
  return (
    <div className={styles.part}>
      <h3>{t("whole")}</h3>
      <div className={styles.row}>
        {offers.map(({ person, action }) => (
          <Button
            key={`${person} ${action.key}`}
            look="quiet"
            disabled={around.isBusy}
            onClick={() => around.onSend({ do: action.key, by: person, comment: t("tried") })}
          >
            {`${around.personName(person)} · ${pick(action.label, language)}`}
          </Button>
        ))}
      </div>
    </div>
  );
}

interface CastProps {
  people: readonly TrialPerson[];
  name: (id: string) => string;
  onTurn: (person: string) => void;
}

function Cast({ people, name, onTurn }: CastProps) {
  const t = useTexts(texts);
  return (
    <div className={styles.part}>
      <h3>{t("people")}</h3>
      <p className={styles.quiet}>{t("peopleHint")}</p>
      <ul className={styles.people}>
        {people.map((one) => (
          <li key={one.id}>
            <button type="button" className={styles.person} aria-pressed={one.away} onClick={() => onTurn(one.id)}>
              {name(one.id)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Log({ state }: { state: TrialState }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const format = useFormats();
  if (!state.log.length) return null;
  return (
    <div className={styles.part}>
      <h3>{t("log")}</h3>
      <ol className={styles.log} aria-label={t("log")}>
        {state.log.map((line, number) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end, or all told anew
          <li key={number}>
            <time>{format.instant(line.at)}</time>
            <span>{pick(line.text, language)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function useReadForm(key: string): FormDefinition | null {
  const body = useFormBody(key);
  return useMemo(() => (body ? readForm(body as unknown as JsonObject, RELATIONS) : null), [body]);
}
