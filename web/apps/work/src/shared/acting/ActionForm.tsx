import type { Action, ActionInput, Task, Ticket } from "@bihuan/api";
import type { FieldRight, FormDefinition, Json, JsonObject } from "@bihuan/core";
import { FormFields, useFormState } from "@bihuan/forms";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { useMe, useTurnedTo } from "@bihuan/session";
import { Button, Notice, Skeleton, showToast } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import type { FilesChange } from "../FilePicker.tsx";
import { outbox } from "../queue/outbox.ts";
import type { Entry } from "../queue/queue.ts";
import { texts as shared } from "../texts.ts";
import styles from "./acting.module.css";
import { asksFields, asksPlace, countsOnInputs, lackingEvidence } from "./asking.ts";
import { Extras } from "./Extras.tsx";
import { PlaceFound, usePlace } from "./Place.tsx";
import { texts } from "./texts.ts";
import { useTicketForm } from "./useTicketForm.ts";

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

type Missing = "personMissing" | "evidenceMissing" | "signFirst";

/** What the action still wants besides the form, and how many of it. */
function whatIsMissing(action: Action, extra: ActionInput): [Missing, { count: number }] | null {
  if (action.needs_person && !extra.person && !extra.people?.length) return ["personMissing", { count: 1 }];
  const count = lackingEvidence(action, typesOf(extra.files ?? []));
  if (count > 0) return ["evidenceMissing", { count }];
  return action.signature === "required" && !extra.signature ? ["signFirst", { count: 1 }] : null;
}

/** Whom the action names. */
function namedIn({ person, people }: ActionInput): readonly string[] {
  return people?.length ? people : person ? [person] : [];
}

/** The form with what was typed into it; one of a refused step begins as it was sent. */
function useStepForm(ticket: Ticket, action: Action, form: FormDefinition, typed: ActionInput["data"]) {
  return useFormState({
    form,
    stored: ticket.data as JsonObject,
    typed: (typed ?? {}) as Record<string, Json>,
    rights: action.form as Record<string, FieldRight>,
    related: { priority: ticket.priority ?? null, source_channel: ticket.source?.channel ?? null },
    zone: useMe().tenant.zone,
    previous: ticket.previous,
  });
}

function Asking({ ticket, task, action, refused, onDone, form }: Props & { form: FormDefinition }) {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const label = pick(action.label, useLanguage());
  const me = useMe();
  const state = useStepForm(ticket, action, form, refused?.body.data);
  const { data: _, ...before } = refused?.body ?? {};
  // What was before this person when the form was opened: the server lays what he sends on what others wrote since.
  const [seen] = useState(ticket.version);
  const [extra, setExtra] = useState<ActionInput>(before);
  const [fault, setFault] = useState<string | null>(null);
  const place = usePlace(asksPlace(action));
  const turnTo = useTurnedTo();
  const addFiles = (change: FilesChange) => setExtra((now) => ({ ...now, files: change(now.files ?? []) }));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (asksFields(action) && !state.check()) return;
    const missing = whatIsMissing(action, extra);
    if (missing) return setFault(t(...missing));
    const typed = asksFields(action) ? { data: { ...state.changes } } : {};
    const body = { ...extra, ...typed, ...(countsOnInputs(action, task.kind) ? { seen } : {}), ...place.body };
    const work = { kind: "action", task: task.id, action: action.key, body } as const;
    const entry = { owner: me.id, chain: ticket.id, about: ticket.number, label, work };
    if (!(await keepStep(entry, refused?.id))) return setFault(say("notKept"));
    turnTo(namedIn(extra));
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
      {asksPlace(action) && <PlaceFound place={place} ticket={ticket} files={extra.files ?? []} onFiles={addFiles} />}
      <Extras
        ticket={ticket}
        action={action}
        wasSent={task.visit !== null}
        extra={extra}
        onChange={(next) => setExtra((before) => ({ ...before, ...next }))}
        onFiles={addFiles}
      />
      {fault && <Notice>{fault}</Notice>}
      <div className={styles.ends}>
        <Button look="quiet" onClick={onDone}>
          {say("cancel")}
        </Button>
        <Button type="submit" look="primary" busy={state.arriving}>
          {label}
        </Button>
      </div>
    </form>
  );
}
