import type { FormDefinition, Json } from "@bihuan/core";
import { FormFields, useFormState } from "@bihuan/forms";
import { useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Control, Select, TextInput } from "@bihuan/ui";
import { type FormEvent, useMemo, useState } from "react";
import { rightsOf } from "./rights.ts";
import styles from "./Trial.module.css";
import { texts } from "./texts.ts";
import type { Move, TrialAction, TrialPerson } from "./useTrial.ts";

interface Props {
  action: TrialAction;
  form: FormDefinition;
  values: Readonly<Record<string, Json>>;
  people: readonly TrialPerson[];
  personName: (id: string) => string;
  stepName: (id: string) => string;
  label: string;
  isBusy: boolean;
  onSend: (more: Partial<Move>) => void;
  onCancel?: () => void;
}

/** What an action asks for before it is done: fields, words, people, a place to go back to. */
export function ActForm(props: Props) {
  const { action, form, values, people, personName, stepName, label, isBusy, onSend, onCancel } = props;
  const t = useTexts(texts);
  const zone = useMe().tenant.zone;
  const rights = useMemo(() => rightsOf(form, action), [form, action]);
  const state = useFormState({ form, zone, stored: values, rights });
  const [more, setMore] = useState<Partial<Move>>({
    ...(action.comment === "required" ? { comment: t("tried") } : {}),
    ...(action.targets[0] ? { to: action.targets[0] } : {}),
  });
  const put = (next: Partial<Move>) => setMore({ ...more, ...next });
  const proves = action.signature !== "none" || Object.keys(action.evidence).length > 0;
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSend({ ...more, changes: { ...state.changes } });
  };
  return (
    <form className={styles.form} aria-label={label} onSubmit={send} noValidate>
      {Object.keys(action.form).length > 0 && <FormFields state={state} />}
      {action.needs_person && <People people={people} name={personName} action={action} onChange={put} />}
      {action.targets.length > 1 && (
        <Choice label={t("target")} options={action.targets} name={stepName} onChange={(to) => put({ to })} />
      )}
      {action.resume.length > 1 && (
        <Choice
          label={t("resume")}
          options={action.resume}
          name={(one) => t(one === "straight" ? "resume_straight" : "resume_walk")}
          onChange={(resume) => put({ resume })}
        />
      )}
      {action.comment !== "none" && (
        <Control label={t("comment")} required={action.comment === "required"}>
          {({ id }) => (
            <TextInput id={id} value={more.comment ?? ""} onChange={(event) => put({ comment: event.target.value })} />
          )}
        </Control>
      )}
      {proves && (
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={more.complete ?? true}
            onChange={(event) => put({ complete: event.target.checked })}
          />
          {t("evidence")}
        </label>
      )}
      <div className={styles.row}>
        <Button look="primary" type="submit" busy={isBusy}>
          {label}
        </Button>
        {onCancel && (
          <Button look="quiet" onClick={onCancel}>
            {t("cancel")}
          </Button>
        )}
      </div>
    </form>
  );
}

interface PeopleProps {
  people: readonly TrialPerson[];
  name: (id: string) => string;
  action: TrialAction;
  onChange: (more: Partial<Move>) => void;
}

function People({ people, name, action, onChange }: PeopleProps) {
  const t = useTexts(texts);
  return (
    <Control label={t("chosen")} required>
      {({ id }) => (
        <Select
          id={id}
          multiple={action.needs_many}
          defaultValue={action.needs_many ? [] : ""}
          onChange={(event) => onChange({ people: [...event.target.selectedOptions].map((one) => one.value) })}
        >
          {!action.needs_many && <option value="" />}
          {people.map((one) => (
            <option key={one.id} value={one.id}>
              {name(one.id)}
            </option>
          ))}
        </Select>
      )}
    </Control>
  );
}

interface ChoiceProps {
  label: string;
  options: readonly string[];
  name: (one: string) => string;
  onChange: (one: string) => void;
}

function Choice({ label, options, name, onChange }: ChoiceProps) {
  return (
    <Control label={label}>
      {({ id }) => (
        <Select id={id} onChange={(event) => onChange(event.target.value)}>
          {options.map((one) => (
            <option key={one} value={one}>
              {name(one)}
            </option>
          ))}
        </Select>
      )}
    </Control>
  );
}
