import { type Action, type ActionInput, refusedFields, type Task, type Ticket } from "@bihuan/api";
import type { FieldRight, FormDefinition, JsonObject } from "@bihuan/core";
import { FormFields, type FormState, useFormState } from "@bihuan/forms";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Control, Select, Skeleton, showToast, TextArea } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { ActionFault } from "../../shared/ActionFault.tsx";
import { coreOf } from "../../shared/tickets.ts";
import { useTicketForm } from "./Details.tsx";
import { Clashes } from "./merging/Clashes.tsx";
import type { Choices } from "./merging/clashes.ts";
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
        <Extras action={action} extra={extra} onChange={more} />
        <ActionFault error={act.error} />
        <div className={styles.formEnd}>
          <Button look="quiet" onClick={onDone}>
            {t("cancel")}
          </Button>
          <Button type="submit" look="primary" busy={act.isPending}>
            {label}
          </Button>
        </div>
      </form>
      <Clashes merging={merging} form={form} onDecided={decide} />
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
  });
}

interface ExtrasProps {
  action: Action;
  extra: ActionInput;
  onChange: (next: ActionInput) => void;
}

function Extras({ action, extra, onChange }: ExtrasProps) {
  const t = useTexts(texts);
  return (
    <>
      {action.needs_many ? (
        <PeopleChoice people={extra.people ?? []} joint={extra.joint ?? "all"} onChange={onChange} />
      ) : (
        action.needs_person && <PersonChoice value={extra.person ?? null} onChoose={(person) => onChange({ person })} />
      )}
      {action.targets.length > 0 && <Target action={action} to={extra.to ?? ""} onChoose={(to) => onChange({ to })} />}
      {Object.keys(action.evidence).length > 0 && (
        <UploadField
          label={t("evidence")}
          help={t("evidenceHint", { count: Object.values(action.evidence).reduce((sum, each) => sum + each, 0) })}
          required
          accept="image/*,video/*,audio/*"
          multiple
          onStored={(files) => onChange({ files })}
        />
      )}
      {action.signature !== "none" && (
        <UploadField
          label={t("signature")}
          help={t("signatureHint")}
          required={action.signature === "required"}
          accept="image/*"
          onStored={([signature]) => onChange({ signature: signature ?? null })}
        />
      )}
      {action.comment !== "none" && (
        <Control label={t("comment")} required={action.comment === "required"}>
          {({ id }) => (
            <TextArea
              id={id}
              required={action.comment === "required"}
              value={extra.comment ?? ""}
              onChange={(event) => onChange({ comment: event.target.value })}
            />
          )}
        </Control>
      )}
    </>
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
