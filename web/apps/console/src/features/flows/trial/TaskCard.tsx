import type { FormDefinition, Json } from "@bihuan/core";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Control, Select } from "@bihuan/ui";
import { useState } from "react";
import { ActForm } from "./ActForm.tsx";
import { isPlain } from "./rights.ts";
import styles from "./Trial.module.css";
import { texts } from "./texts.ts";
import type { Move, TrialAction, TrialPerson, TrialTask } from "./useTrial.ts";

export interface Around {
  form: FormDefinition;
  values: Readonly<Record<string, Json>>;
  people: readonly TrialPerson[];
  personName: (id: string) => string;
  stepName: (id: string) => string;
  isBusy: boolean;
  onSend: (move: Move) => void;
}

/** An open task: as whom one acts, and everything that this person may do now. */
export function TaskCard({ task, around }: { task: TrialTask; around: Around }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const [asked, setAsked] = useState("");
  const [open, setOpen] = useState<string | null>(null);
  const { personName, isBusy, onSend } = around;
  const turn = task.turns.find((one) => one.person === asked) ?? task.turns[0];
  const send = (action: TrialAction, more: Partial<Move>) => {
    setOpen(null);
    onSend({ do: "act", by: turn?.person ?? "", task: task.id, action: action.key, ...more });
  };
  const become = (person: string) => {
    setAsked(person);
    setOpen(null);
  };
  const chosen = turn?.actions.find((one) => one.key === open);
  return (
    <li className={styles.card} data-task={task.step}>
      <strong>{around.stepName(task.step)}</strong>
      <Whose task={task} name={personName} />
      {task.turns.length > 1 && (
        <ActingAs task={task} person={turn?.person ?? ""} name={personName} onChange={become} />
      )}
      {!chosen && (
        <div className={styles.row}>
          {turn?.actions.map((action, n) => (
            <Button
              key={action.key}
              look={n === 0 ? "primary" : "plain"}
              disabled={isBusy}
              onClick={() => (isPlain(action) ? send(action, {}) : setOpen(action.key))}
            >
              {pick(action.label, language)}
            </Button>
          ))}
          {task.visit === "offered" && (
            <Button look="quiet" disabled={isBusy} onClick={() => onSend({ do: "expire", task: task.id })}>
              {t("expire")}
            </Button>
          )}
        </div>
      )}
      {chosen && (
        <ActForm
          key={`${turn?.person} ${chosen.key}`}
          {...around}
          action={chosen}
          label={pick(chosen.label, language)}
          onSend={(more) => send(chosen, more)}
          onCancel={() => setOpen(null)}
        />
      )}
    </li>
  );
}

interface ActingAsProps {
  task: TrialTask;
  person: string;
  name: (id: string) => string;
  onChange: (person: string) => void;
}

function ActingAs({ task, person, name, onChange }: ActingAsProps) {
  const t = useTexts(texts);
  return (
    <Control label={t("as")}>
      {({ id }) => (
        <Select id={id} value={person} onChange={(event) => onChange(event.target.value)}>
          {task.turns.map((one) => (
            <option key={one.person} value={one.person}>
              {name(one.person)}
            </option>
          ))}
        </Select>
      )}
    </Control>
  );
}

/** Whose it is, and what will be done about it when. */
function Whose({ task, name }: { task: TrialTask; name: (id: string) => string }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const format = useFormats();
  const owners = task.owner ? [task.owner] : task.candidates;
  const due = task.due.map((one) => t(`due_${one.do}` as "due_remind", { at: format.instant(one.at) }));
  return (
    <>
      <span className={styles.quiet}>{owners.map(name).join(language === "zh" ? "、" : ", ") || t("nobody")}</span>
      {due.length > 0 && <span className={styles.quiet}>{due.join(" · ")}</span>}
    </>
  );
}
