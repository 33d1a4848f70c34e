import { isProblem } from "@bihuan/api";
import { useLanguage, useTexts } from "@bihuan/i18n";
import { may, useMe, useSayProblem } from "@bihuan/session";
import { Button, Control, Notice, showToast, TextInput } from "@bihuan/ui";
import { useState } from "react";
import { Effects } from "../../shared/time/Effects.tsx";
import { type Goal, goalsIn, type PolicyBody, type SetBody, withGoals } from "./body.ts";
import styles from "./Policies.module.css";
import { texts } from "./texts.ts";
import { useFieldName, usePreview, usePublish } from "./usePolicies.ts";
import { caseWords, clockName, conditionWords, labelOf } from "./words.ts";

interface Props {
  body: SetBody;
  types: readonly string[];
  version: number;
  active: boolean;
}

type Changed = Readonly<Record<string, string>>;

/** Policies with their goals; whoever may publish changes them, sees what that would do, and publishes. */
export function PolicyGoals({ body, types, version, active }: Props) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const mayEdit = may(useMe(), "publish", "sla");
  const [changed, setChanged] = useState<Changed | null>(null);
  const preview = usePreview();
  const publish = usePublish(version, active);
  const draft = { body: withGoals(body, changed ?? {}), types };
  const failed = publish.error ?? preview.error;
  const problems = isProblem(failed) ? failed.problems : [];
  const turn = (to: Changed | null) => {
    setChanged(to);
    preview.reset();
    publish.reset();
  };
  const done = (made: { version: number }) => showToast(t("published", { version: made.version }));
  return (
    <section className={styles.section}>
      <h3>{t("policies")}</h3>
      <p className={styles.quiet}>{t("policiesHint")}</p>
      {body.policies.map((policy, index) => (
        <Policy
          key={policy.key}
          body={body}
          policy={policy}
          path={`policies.${index}`}
          changed={changed}
          problemAt={(path) => problems.find((one) => [path, `${path}.goal`].includes(one.path))?.detail ?? undefined}
          onChange={(where, text) => turn({ ...changed, [where]: text.trim() })}
        />
      ))}
      {failed && <Notice>{[say(failed), ...problems.map((one) => one.detail ?? one.path)].join(" ")}</Notice>}
      {preview.data && <Effects found={preview.data} />}
      <div className={styles.head}>
        {mayEdit && !changed && (
          <Button icon="note" onClick={() => turn({})}>
            {t("edit")}
          </Button>
        )}
        {changed && (
          <>
            <Button icon="search" busy={preview.isPending} onClick={() => preview.mutate(draft)}>
              {t("preview")}
            </Button>
            {preview.data && (
              <Button
                look="primary"
                icon="check"
                busy={publish.isPending}
                onClick={() => publish.mutate(draft, { onSuccess: done })}
              >
                {t("publish")}
              </Button>
            )}
            <Button onClick={() => turn(null)}>{t("cancel")}</Button>
          </>
        )}
      </div>
    </section>
  );
}

interface PolicyProps {
  body: SetBody;
  policy: PolicyBody;
  path: string;
  changed: Changed | null;
  problemAt: (path: string) => string | undefined;
  onChange: (path: string, text: string) => void;
}

function Policy({ body, policy, path, changed, problemAt, onChange }: PolicyProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const fieldName = useFieldName();
  const calendar = policy.calendar ? t("onCalendar", { calendar: policy.calendar }) : t("working");
  return (
    <div className={styles.policy}>
      <div className={styles.head}>
        <strong>{labelOf(policy.label, policy.key, language)}</strong>
        <span className={styles.quiet}>
          {policy.when ? t("when", { condition: conditionWords(policy.when, t, fieldName) }) : t("anyone")}
        </span>
        <span className={styles.quiet}>{policy.hours === "wall" ? t("wall") : calendar}</span>
      </div>
      <dl className={styles.goals}>
        {Object.entries(policy.goals).flatMap(([clock, written]) =>
          goalsIn(written, `${path}.goals.${clock}`).map((goal) => (
            <OneGoal
              key={goal.path}
              goal={goal}
              name={clockName(body, clock, language)}
              text={changed?.[goal.path] ?? goal.text}
              problem={problemAt(goal.path) ?? problemAt(`${path}.goals.${clock}`)}
              onChange={changed ? (text) => onChange(goal.path, text) : null}
            />
          )),
        )}
      </dl>
    </div>
  );
}

interface GoalProps {
  goal: Goal;
  name: string;
  text: string;
  problem: string | undefined;
  onChange: ((text: string) => void) | null;
}

function OneGoal({ goal, name, text, problem, onChange }: GoalProps) {
  const t = useTexts(texts);
  const words = caseWords(goal, t, useFieldName());
  const label = words ? `${name} · ${words}` : name;
  if (onChange) {
    return (
      <Control label={label} problem={problem} help={t("goalHelp")}>
        {({ id, describedBy }) => (
          <TextInput
            id={id}
            aria-describedby={describedBy}
            maxLength={20}
            value={text}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Control>
    );
  }
  return (
    <div>
      <dt>{label}</dt>
      <dd>{text}</dd>
    </div>
  );
}
