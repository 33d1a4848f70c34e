import { useLanguage, useTexts } from "@bihuan/i18n";
import { Control, Select, timeTexts } from "@bihuan/ui";
import { type Goal, goalsIn, type PolicyBody, type SetBody, withGoals } from "./body.ts";
import { LengthInput } from "./LengthInput.tsx";
import { sayLength } from "./lengths.ts";
import styles from "./Policies.module.css";
import { texts } from "./texts.ts";
import { useCalendarName, useFieldName } from "./usePolicies.ts";
import { caseWords, clockName, conditionWords, labelOf } from "./words.ts";

interface Props {
  body: SetBody;
  said: Readonly<Record<string, string>>;
  onChange: ((body: SetBody) => void) | null;
  problemAt: (path: string) => string | undefined;
}

/** Policies with their goals: in words, or to be changed. */
export function PolicyGoals({ body, said, onChange, problemAt }: Props) {
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
        />
      ))}
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
}

function Policy({ body, policy, path, said, problemAt, onChange }: PolicyProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const calendarName = useCalendarName();
  const sentences = { said, fieldName: useFieldName() };
  const calendar = policy.calendar ? t("onCalendar", { calendar: calendarName(policy.calendar) }) : t("working");
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
      <dl className={styles.goals}>
        {Object.entries(policy.goals).flatMap(([clock, written]) =>
          goalsIn(written, `${path}.goals.${clock}`).map((goal) => (
            <OneGoal
              key={goal.path}
              goal={goal}
              name={clockName(body, clock, language)}
              words={caseWords(goal, t, sentences)}
              problem={problemAt(goal.path) ?? problemAt(`${path}.goals.${clock}`)}
              onChange={onChange && ((text) => onChange(goal.path, text))}
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
  words: string;
  problem: string | undefined;
  onChange: ((text: string) => void) | null;
}

function OneGoal({ goal, name, words, problem, onChange }: GoalProps) {
  const t = useTexts(texts);
  const sayTime = useTexts(timeTexts);
  const label = words ? `${name} · ${words}` : name;
  if (onChange) {
    return (
      <Control label={label} problem={problem} help={t("goalHelp")}>
        {({ id, describedBy }) => (
          <LengthInput id={id} describedBy={describedBy} written={goal.text} onChange={onChange} />
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
