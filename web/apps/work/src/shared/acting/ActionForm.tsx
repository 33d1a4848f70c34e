import type { Action, ActionInput, Task, Ticket } from "@bihuan/api";
import type { FieldRight, FormDefinition, Json, JsonObject } from "@bihuan/core";
import { FormFields, useFormState } from "@bihuan/forms";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Notice, Skeleton, showToast } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { useForm } from "../forms.tsx";
import { useTicketTypes } from "../lookups.ts";
import { outbox } from "../queue/outbox.ts";
import type { Entry } from "../queue/queue.ts";
import { texts as shared } from "../texts.ts";
import styles from "./acting.module.css";
import { asksFields, asksPlace, lackingEvidence } from "./asking.ts";
import { Extras } from "./Extras.tsx";
import { PlaceFound, usePlace } from "./Place.tsx";
import { texts } from "./texts.ts";

interface Props {
  ticket: Ticket;
  task: Task;
  action: Action;
  /** What was filled in before, of a step that was turned down and is to be mended. */
  refused?: { id: string; body: ActionInput };
  onDone: () => void;
}

/** What one action asks for; when all is there, it is kept on the phone and goes its way. */
export function ActionForm(props: Props) {
  const { form, isPending } = useTicketForm(props.ticket);
  if (form) return <Asking {...props} form={form} />;
  return isPending ? <Skeleton lines={3} /> : null;
}

export function useTicketForm(ticket: Ticket) {
  const types = useTicketTypes();
  const key = types.data?.find((type) => type.key === ticket.type)?.form;
  return useForm(key, typeof ticket.form_version === "number" ? ticket.form_version : null);
}

/** What kind of file each of the queued ones is. */
function typesOf(files: readonly string[]): string[] {
  const items = outbox.all();
  return files.map((file) => {
    const work = items.find((item) => item.id === file)?.work;
    return work?.kind === "file" ? work.type : "";
  });
}

/** Put a step into the queue, or the mended one in its place; false where the phone has no room. */
async function keepStep(entry: Entry, refused: string | undefined): Promise<boolean> {
  try {
    if (refused) await outbox.retry(refused, entry.work);
    else await outbox.add(entry);
    return true;
  } catch {
    return false;
  }
}

function Asking({ ticket, task, action, refused, onDone, form }: Props & { form: FormDefinition }) {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const label = pick(action.label, useLanguage());
  const me = useMe();
  const state = useFormState({
    form,
    stored: ticket.data as JsonObject,
    typed: (refused?.body.data ?? {}) as Record<string, Json>,
    rights: action.form as Record<string, FieldRight>,
    related: { priority: ticket.priority ?? null, source_channel: ticket.source?.channel ?? null },
    zone: me.tenant.zone,
  });
  const { data: _, ...before } = refused?.body ?? {};
  const [extra, setExtra] = useState<ActionInput>(before);
  const [fault, setFault] = useState<string | null>(null);
  const place = usePlace(asksPlace(action));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (asksFields(action) && !state.check()) return;
    const lacking = lackingEvidence(action, typesOf(extra.files ?? []));
    if (lacking > 0) return setFault(t("evidenceMissing", { count: lacking }));
    if (action.signature === "required" && !extra.signature) return setFault(t("signFirst"));
    const body = { ...extra, ...(asksFields(action) ? { data: { ...state.changes } } : {}), ...place.body };
    const work = { kind: "action", task: task.id, action: action.key, body } as const;
    const entry = { owner: me.id, chain: ticket.id, about: ticket.number, label, work };
    if (!(await keepStep(entry, refused?.id))) return setFault(say("notKept"));
    showToast(t("saved", { action: label }));
    onDone();
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate={asksFields(action)}>
      {asksFields(action) && (
        <FormFields
          state={state}
          only={(key) => !state.evaluation.readonly.has(key) || key in state.evaluation.computed}
        />
      )}
      {asksPlace(action) && <PlaceFound place={place} ticket={ticket} />}
      <Extras
        ticket={ticket}
        action={action}
        extra={extra}
        onChange={(next) => setExtra((before) => ({ ...before, ...next }))}
      />
      {fault && <Notice>{fault}</Notice>}
      <div className={styles.ends}>
        <Button look="quiet" onClick={onDone}>
          {say("cancel")}
        </Button>
        <Button type="submit" look="primary">
          {label}
        </Button>
      </div>
    </form>
  );
}
