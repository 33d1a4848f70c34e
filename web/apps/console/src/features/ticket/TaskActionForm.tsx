import { type Action, type ActionInput, refusedFields, type Task, type Ticket } from "@bihuan/api";
import type { FieldRight, FormDefinition, JsonObject } from "@bihuan/core";
import { type Choices, Clashes, FormFields, type FormState, useFormState, useOtherEvidence } from "@bihuan/forms";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { useMe, WritingBox } from "@bihuan/session";
import { Button, Control, drawingText, Select, SignaturePad, Skeleton, showToast } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { ActionFault } from "../../shared/ActionFault.tsx";
import { asksForChildren, Farewell } from "../../shared/Farewell.tsx";
import { coreOf } from "../../shared/tickets.ts";
import { useTicketForm } from "./Details.tsx";
import { settleForm } from "./merging/settling.ts";
import { useMerging } from "./merging/useMerging.tsx";
import { PeopleChoice, PersonChoice } from "./PersonChoice.tsx";
import { useBusy } from "./presence/busy.ts";
import styles from "./TicketPage.module.css";
import { texts } from "./texts.ts";
import { UploadField } from "./UploadField.tsx";
import { useActOnTask } from "./useTicket.ts";

interface Props {
  ticket: Ticket;
  pageKey: string;
  task: Task;
  action: Action;
  onDone: () => void;
}

/** What one action asks for: fields of the form by right, a person, a comment, a signature. */
export function TaskActionForm(props: Props) {
  const { form, isPending } = useTicketForm(props.ticket);
  if (form) return <Asking {...props} form={form} />;
  return isPending ? <Skeleton lines={3} /> : null;
}

function Asking({ ticket, pageKey, task, action, onDone, form }: Props & { form: FormDefinition }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const state = useActionForm(ticket, action, form);
  const [extra, setExtra] = useState<ActionInput>({});
  const act = useActOnTask(pageKey);
  const merging = useMerging(ticket, pageKey, form, state.changes);
  useBusy("editing", asksFields(action));
  const more = (next: ActionInput) => setExtra((before) => ({ ...before, ...next }));
  const label = pick(action.label, language);
  const send = (data: JsonObject, seen: number) => {
    const body = { ...extra, ...(asksFields(action) ? { data } : {}), seen };
    const onSuccess = () => {
      showToast(t("done", { action: label }));
      onDone();
    };
    act.mutate({ task: task.id, action: action.key, body }, { onSuccess, onError: merging.refused });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!asksFields(action) || state.check()) send(state.changes, merging.seen);
  };
  const decide = (choices: Choices) => {
    const settled = settleForm(merging, state, choices);
    send(settled.data, settled.seen);
  };
  return (
    <>
      <form className={styles.form} onSubmit={submit} noValidate={asksFields(action)}>
        {asksFields(action) && (
          <FormFields
            state={state}
            only={(key) => !state.evaluation.readonly.has(key) || key in state.evaluation.computed}
            refused={refusedFields(act.error)}
            notes={merging.notes}
          />
        )}
        <Extras ticket={pageKey} action={action} extra={extra} onChange={more} />
        {(asksForChildren(act.error) || extra.children) && (
          <Farewell fate={extra.children ?? ""} onChoose={(children) => more({ children })} />
        )}
        <ActionFault error={act.error} />
        <div className={styles.formEnd}>
          <Button look="quiet" onClick={onDone}>
            {t("cancel")}
          </Button>
          <Button type="submit" look="primary" busy={act.isPending || state.arriving}>
            {label}
          </Button>
        </div>
      </form>
      <Clashes
        clashes={merging.clashes}
        form={form}
        zone={merging.zone}
        nameOf={merging.nameOf}
        onDecided={decide}
        onClose={merging.close}
      />
    </>
  );
}

function asksFields(action: Action): boolean {
  return Object.values(action.form).some((right) => right === "edit" || right === "required");
}

function useActionForm(ticket: Ticket, action: Action, form: FormDefinition): FormState {
  const core = coreOf(ticket);
  return useFormState({
    form,
    stored: ticket.data as JsonObject,
    rights: action.form as Record<string, FieldRight>,
    related: { priority: core.priority ?? null, source_channel: core.source?.channel ?? null },
    zone: useMe().tenant.zone,
    previous: ticket.previous,
  });
}

type Way = "walk" | "straight";

interface ExtrasProps {
  ticket: string;
  action: Action;
  extra: ActionInput;
  onChange: (next: ActionInput) => void;
}

function Extras({ ticket, action, extra, onChange }: ExtrasProps) {
  const t = useTexts(texts);
  const other = useOtherEvidence(action.evidence);
  return (
    <>
      {action.needs_many ? (
        <PeopleChoice people={extra.people ?? []} joint={extra.joint ?? "all"} onChange={onChange} />
      ) : (
        action.needs_person && <PersonChoice value={extra.person ?? null} onChoose={(person) => onChange({ person })} />
      )}
      {action.targets.length > 0 && <Target action={action} to={extra.to ?? ""} onChoose={(to) => onChange({ to })} />}
      {action.resume.length > 1 && (
        <Resume action={action} value={extra.resume ?? null} onChoose={(resume) => onChange({ resume })} />
      )}
      {Object.keys(action.evidence).length > 0 && (
        <UploadField
          label={other ? other.label : t("evidence")}
          help={t("evidenceHint", { count: Object.values(action.evidence).reduce((sum, each) => sum + each, 0) })}
          required
          accept={other ? (other.accept ?? "") : "image/*,video/*,audio/*"}
          multiple
          onStored={(files) => onChange({ files })}
        />
      )}
      {action.signature !== "none" && <Sign required={action.signature === "required"} onChange={onChange} />}
      {action.comment !== "none" && (
        <Control label={t("comment")} required={action.comment === "required"}>
          {({ id }) => (
            <WritingBox
              ticket={ticket}
              id={id}
              required={action.comment === "required"}
              value={extra.comment ?? ""}
              onChange={(comment) => onChange({ comment })}
            />
          )}
        </Control>
      )}
    </>
  );
}

/** Written with the mouse or a finger; or, where that is not possible, a picture of it. */
function Sign({ required, onChange }: { required: boolean; onChange: (next: ActionInput) => void }) {
  const t = useTexts(texts);
  return (
    <>
      <Control label={t("signature")} required={required} group>
        {() => (
          <SignaturePad
            label={t("signature")}
            hint={t("signHere")}
            undoLabel={t("signUndo")}
            clearLabel={t("signClear")}
            onChange={(drawing) => onChange({ signature: drawing && drawingText(drawing) })}
          />
        )}
      </Control>
      <details className={styles.quiet}>
        <summary>{t("signatureHint")}</summary>
        <UploadField
          label={t("signaturePicture")}
          required={false}
          accept="image/*"
          onStored={([signature]) => onChange({ signature: signature ?? null })}
        />
      </details>
    </>
  );
}

/** How the run goes on once what was sent back is mended, where whoever sends it back may choose. */
function Resume(props: { action: Action; value: Way | null; onChoose: (way: Way) => void }) {
  const t = useTexts(texts);
  const ways = props.action.resume as Way[];
  return (
    <Control label={t("resume")}>
      {({ id }) => (
        <Select id={id} value={props.value ?? ways[0]} onChange={(event) => props.onChoose(event.target.value as Way)}>
          {ways.map((way) => (
            <option key={way} value={way}>
              {t(`resume_${way}`)}
            </option>
          ))}
        </Select>
      )}
    </Control>
  );
}

/** The step to go back to, by the name that people know. */
function Target({ action, to, onChoose }: { action: Action; to: string; onChoose: (to: string) => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  return (
    <Control label={t("to")} required>
      {({ id }) => (
        <Select id={id} required value={to} onChange={(event) => onChoose(event.target.value)}>
          <option value="">{t("chooseOne")}</option>
          {action.targets.map((target) => (
            <option key={target} value={target}>
              {pick(action.target_labels[target] ?? {}, language) || target}
            </option>
          ))}
        </Select>
      )}
    </Control>
  );
}
