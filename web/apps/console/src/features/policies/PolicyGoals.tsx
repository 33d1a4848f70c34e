import { useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Control, Select, timeTexts } from "@bihuan/ui";
import type { ReactNode } from "react";
import type { Askable } from "../../shared/conditions/model.ts";
import { LengthInput } from "../../shared/lengths/LengthInput.tsx";
import { sayLength } from "../../shared/lengths/lengths.ts";
import { type Goal, goalsIn, type PolicyBody, type SetBody, withGoals } from "./body.ts";
import styles from "./Policies.module.css";
import { PolicyTools } from "./PolicyTools.tsx";
import { withGoal, withNewPolicy } from "./setting.ts";
import { texts } from "./texts.ts";
import { useCalendarName, useFieldName } from "./usePolicies.ts";
import { caseWords, clockName, conditionWords, labelOf } from "./words.ts";

interface Props {
  body: SetBody;
  fields: readonly Askable[];
  said: Readonly<Record<string, string>>;
  onChange: ((body: SetBody) => void) | null;
  problemAt: (path: string) => string | undefined;
}

/** Policies with their goals: in words, or to be changed. */
export function PolicyGoals({ body, fields, said, onChange, problemAt }: Props) {
  const t = useTexts(texts);
  return (
    <section className={styles.section}>
      <h3>{t("policies")}</h3>
      <p className={styles.quiet}>{t("policiesHint")}</p>
      {body.policies.map((policy, index) => (
        <Policy
          key={policy.key}
          body={body}
          said={said}
          policy={policy}
          path={`policies.${index}`}
          problemAt={(path) => problemAt(path) ?? problemAt(`${path}.goal`)}
          onChange={onChange && ((path, text) => onChange(withGoals(body, { [path]: text })))}
          onDrop={onChange && ((clock) => onChange(withGoal(body, index, clock, null)))}
          tools={onChange && <PolicyTools body={body} at={index} fields={fields} onChange={onChange} />}
        />
      ))}
      {onChange && (
        <div>
          <Button icon="plus" onClick={() => onChange(withNewPolicy(body, t("newPolicy")))}>
            {t("addPolicy")}
          </Button>
        </div>
      )}
    </section>
  );
}

interface PolicyProps {
  body: SetBody;
  policy: PolicyBody;
  path: string;
  said: Readonly<Record<string, string>>;
  problemAt: (path: string) => string | undefined;
  onChange: ((path: string, text: string) => void) | null;
  onDrop: ((clock: string) => void) | null;
  tools: ReactNode;
}

function Policy({ body, policy, path, said, problemAt, onChange, onDrop, tools }: PolicyProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const calendarName = useCalendarName();
  const sentences = { said, fieldName: useFieldName() };
  const calendar = policy.calendar ? t("onCalendar", { calendar: calendarName(policy.calendar) }) : t("working");
  // A list of terms holds terms only, not the controls that change them.
  const Goals = onChange ? "div" : "dl";
  return (
    <div className={styles.policy}>
      <div className={styles.head}>
        <strong>{labelOf(policy.label, policy.key, language)}</strong>
        <span className={styles.quiet}>
          {policy.when
            ? t("when", { condition: conditionWords(policy.when, `${path}.when`, t, sentences) })
            : t("anyone")}
        </span>
        {onChange ? (
          <Select
            className={styles.time}
            aria-label={t("hoursOf", { policy: labelOf(policy.label, policy.key, language) })}
            value={policy.hours ?? "working"}
            onChange={(event) => onChange(`${path}.hours`, event.target.value)}
          >
            <option value="working">{t("working")}</option>
            <option value="wall">{t("wall")}</option>
          </Select>
        ) : (
          <span className={styles.quiet}>{policy.hours === "wall" ? t("wall") : calendar}</span>
        )}
      </div>
      {tools}
      {problemAt(`${path}.when`) && (
        <p role="alert" className={styles.fault}>
          {problemAt(`${path}.when`)}
        </p>
      )}
      <Goals className={styles.goals}>
        {Object.entries(policy.goals).flatMap(([clock, written]) =>
          goalsIn(written, `${path}.goals.${clock}`).map((goal) => (
            <OneGoal
              key={goal.path}
              goal={goal}
              name={clockName(body, clock, language)}
              words={caseWords(goal, t, sentences)}
              problem={problemAt(goal.path) ?? problemAt(`${path}.goals.${clock}`)}
              onChange={onChange && ((text) => onChange(goal.path, text))}
              onDrop={onDrop && (() => onDrop(clock))}
            />
          )),
        )}
      </Goals>
    </div>
  );
}

interface GoalProps {
  goal: Goal;
  name: string;
  words: string;
  problem: string | undefined;
  onChange: ((text: string) => void) | null;
  onDrop: (() => void) | null;
}

function OneGoal({ goal, name, words, problem, onChange, onDrop }: GoalProps) {
  const t = useTexts(texts);
  const sayTime = useTexts(timeTexts);
  const label = words ? `${name} · ${words}` : name;
  if (onChange) {
    return (
      <Control label={label} problem={problem} help={t("goalHelp")}>
        {({ id, describedBy }) => (
          <span className={styles.length}>
            <LengthInput id={id} describedBy={describedBy} written={goal.text} onChange={onChange} />
            {onDrop && <Button look="quiet" icon="close" label={t("dropGoal", { name: label })} onClick={onDrop} />}
          </span>
        )}
      </Control>
    );
  }
  return (
    <div>
      <dt>{label}</dt>
      <dd>{sayLength(goal.text, sayTime)}</dd>
    </div>
  );
}
