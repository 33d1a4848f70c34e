import { useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Control, Select, TextInput } from "@bihuan/ui";
import { ConditionField } from "../../shared/conditions/ConditionField.tsx";
import type { Askable } from "../../shared/conditions/model.ts";
import type { SetBody } from "./body.ts";
import styles from "./Policies.module.css";
import { movedPolicy, named, withGoal, withoutPolicy, withPolicy } from "./setting.ts";
import { texts } from "./texts.ts";
import { useCalendars } from "./usePolicies.ts";
import { clockName, labelOf } from "./words.ts";

interface Props {
  body: SetBody;
  at: number;
  fields: readonly Askable[];
  onChange: (body: SetBody) => void;
}

/** What is changed of a policy beside its lengths: name, for whom, on which calendar, its place, its clocks. */
export function PolicyTools({ body, at, fields, onChange }: Props) {
  const t = useTexts(texts);
  const language = useLanguage();
  const policy = body.policies[at];
  if (!policy) return null;
  const name = labelOf(policy.label, policy.key, language);
  return (
    <div className={styles.fields}>
      <Control label={t("policyName")}>
        {({ id }) => (
          <TextInput
            id={id}
            maxLength={60}
            value={name}
            onChange={(event) =>
              onChange(withPolicy(body, at, { label: named(policy.label, language, event.target.value) }))
            }
          />
        )}
      </Control>
      {policy.hours !== "wall" && <CalendarChoice body={body} at={at} onChange={onChange} />}
      <div className={styles.head}>
        <ConditionField
          title={name}
          tree={policy.when}
          fields={fields}
          onChange={(when) => onChange(withPolicy(body, at, { when }))}
        />
        <Button
          look="quiet"
          icon="up"
          label={t("policyUp", { name })}
          disabled={at === 0}
          onClick={() => onChange(movedPolicy(body, at, -1))}
        />
        <Button
          look="quiet"
          icon="chevron"
          label={t("policyDown", { name })}
          disabled={at === body.policies.length - 1}
          onClick={() => onChange(movedPolicy(body, at, 1))}
        />
        <Button
          look="quiet"
          icon="close"
          label={t("dropPolicy", { name })}
          onClick={() => onChange(withoutPolicy(body, at))}
        />
        <MoreGoals body={body} at={at} name={name} onChange={onChange} />
      </div>
    </div>
  );
}

function CalendarChoice({ body, at, onChange }: Omit<Props, "fields">) {
  const t = useTexts(texts);
  const calendars = useCalendars();
  const policy = body.policies[at];
  return (
    <Control label={t("calendar")}>
      {({ id }) => (
        <Select
          id={id}
          value={policy?.calendar ?? ""}
          onChange={(event) => onChange(withPolicy(body, at, { calendar: event.target.value || undefined }))}
        >
          {!policy?.calendar && <option value="">{t("chooseCalendar")}</option>}
          {calendars.map((one) => (
            <option key={one.key} value={one.key}>
              {one.name}
            </option>
          ))}
        </Select>
      )}
    </Control>
  );
}

/** Clocks that do not run under this policy: chosen, one begins to. */
function MoreGoals({ body, at, name, onChange }: Omit<Props, "fields"> & { name: string }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const goals = body.policies[at]?.goals ?? {};
  const idle = body.clocks.filter((clock) => goals[clock.key] === undefined);
  if (!idle.length) return null;
  return (
    <Select
      className={styles.time}
      aria-label={t("addGoalTo", { name })}
      value=""
      onChange={(event) => onChange(withGoal(body, at, event.target.value, "4h"))}
    >
      <option value="" disabled>
        {t("addGoal")}
      </option>
      {idle.map((clock) => (
        <option key={clock.key} value={clock.key}>
          {clockName(body, clock.key, language)}
        </option>
      ))}
    </Select>
  );
}
