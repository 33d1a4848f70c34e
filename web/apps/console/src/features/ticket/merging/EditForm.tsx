import { refusedFields, type Ticket } from "@bihuan/api";
import { type FieldRight, type FormDefinition, type Json, type JsonObject, same } from "@bihuan/core";
import { type Choices, Clashes, FormFields, useFormState } from "@bihuan/forms";
import { useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Control, Select, showToast, TextArea, TextInput } from "@bihuan/ui";
import { type FormEvent, useMemo, useState } from "react";
import { ActionFault } from "../../../shared/ActionFault.tsx";
import { useTicketTypes } from "../../../shared/lookups.ts";
import { coreOf, PRIORITIES } from "../../../shared/tickets.ts";
import { useFirstRights } from "../../../shared/useFirstRights.ts";
import { useBusy } from "../presence/busy.ts";
import { useAmend } from "../useTicket.ts";
import styles from "./Merging.module.css";
import { settleForm } from "./settling.ts";
import { texts } from "./texts.ts";
import { type Merging, useMerging } from "./useMerging.tsx";

interface Props {
  ticket: Ticket;
  pageKey: string;
  form: FormDefinition;
  onDone: () => void;
}

const CORE = ["title", "description", "priority", "tags"] as const;
type CoreName = (typeof CORE)[number];
type CoreValues = Partial<Record<CoreName, Json>>;

/** Correct what the ticket says: core fields and the form's, as far as this person may. */
export default function EditForm({ ticket, pageKey, form, onDone }: Props) {
  const t = useTexts(texts);
  const state = useEditState(ticket, form);
  const [core, setCore] = useState<CoreValues>({});
  const merging = useMerging(ticket, pageKey, form, state.changes);
  const amend = useAmend(pageKey);
  useBusy("editing");
  const send = (changes: JsonObject, data: JsonObject, seen: number) => {
    const onSuccess = () => {
      showToast(t("saved"));
      onDone();
    };
    amend.mutate({ changes, data, seen }, { onSuccess, onError: merging.refused });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (state.check()) send(core, state.changes, merging.seen);
  };
  const decide = (choices: Choices) => {
    const { changes, data, seen } = settleForm(merging, state, choices, core);
    setCore(changes);
    send(changes, data, seen);
  };
  const untouched = !Object.keys(core).length && !Object.keys(state.changes).length;
  const refused = refusedFields(amend.error);
  return (
    <>
      <form className={styles.edit} onSubmit={submit} noValidate>
        <CoreFields {...{ ticket, core, merging, refused, onChange: setCore }} />
        <FormFields
          state={state}
          only={(key) => !state.evaluation.readonly.has(key)}
          refused={refused}
          notes={merging.notes}
        />
        <ActionFault error={amend.error} />
        <div className={styles.end}>
          <Button look="quiet" onClick={onDone}>
            {t("cancel")}
          </Button>
          <Button type="submit" look="primary" busy={amend.isPending || state.arriving} disabled={untouched}>
            {t("save")}
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

function useEditState(ticket: Ticket, form: FormDefinition) {
  const flow = useTicketTypes().data?.find((type) => type.key === ticket.type)?.flow;
  const first = useFirstRights(flow ?? "");
  const rights = useMemo(() => rightsOf(ticket, form, first), [ticket, form, first]);
  const { priority, source } = coreOf(ticket);
  const related = { priority: priority ?? null, source_channel: source?.channel ?? null };
  const { data, previous } = ticket;
  return useFormState({ form, stored: data as JsonObject, rights, related, previous, zone: useMe().tenant.zone });
}

/** What was reported or filled in since can be corrected; what a later step asks for is left to that step. */
function rightsOf(ticket: Ticket, form: FormDefinition, first: Readonly<Record<string, FieldRight>>) {
  const rights: Record<string, FieldRight> = { "*": "read" };
  for (const key of ticket.editable ?? []) {
    const field = form.fields.get(key);
    const reported = ["edit", "required"].includes(first[key] ?? first["*"] ?? "edit");
    const filled = (ticket.data[key] ?? null) !== null && field?.kind.name !== "signature";
    if (field && (reported || filled)) rights[key] = "edit";
  }
  return rights;
}

interface CoreProps {
  ticket: Ticket;
  core: CoreValues;
  merging: Merging;
  refused: Readonly<Record<string, string>>;
  onChange: (core: CoreValues) => void;
}

function CoreFields({ ticket, core, merging, refused, onChange }: CoreProps) {
  const t = useTexts(texts);
  const stored = coreOf(ticket) as Record<string, Json | undefined>;
  const set = (name: CoreName, value: Json) => {
    const { [name]: _before, ...others } = core;
    onChange(same(value, stored[name] ?? null) ? others : { ...others, [name]: value });
  };
  return CORE.filter((name) => ticket.editable?.includes(name)).map((name) => (
    <div key={name}>
      <Control
        label={t(name)}
        help={name === "tags" ? t("tagsHelp") : undefined}
        problem={refused[name]}
        required={name === "title"}
      >
        {(ids) => (
          <CoreControl
            {...ids}
            name={name}
            value={core[name] === undefined ? (stored[name] ?? null) : (core[name] ?? null)}
            onChange={(value) => set(name, value)}
          />
        )}
      </Control>
      <News name={name} typed={name in core} now={stored[name] ?? null} merging={merging} />
    </div>
  ));
}

interface ControlProps {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
  name: CoreName;
  value: Json;
  onChange: (value: Json) => void;
}

function CoreControl({ id, describedBy, invalid, name, value, onChange }: ControlProps) {
  const about = { id, name, "aria-describedby": describedBy, "aria-invalid": invalid || undefined };
  const text = { ...about, value: String(value ?? "") };
  const take = (event: { target: { value: string } }) => onChange(event.target.value);
  if (name === "description") return <TextArea {...text} onChange={take} />;
  if (name === "tags") return <Tags {...about} value={value} onChange={onChange} />;
  if (name === "title") return <TextInput {...text} onChange={take} />;
  return (
    <Select {...text} onChange={take}>
      {PRIORITIES.map((priority) => (
        <option key={priority}>{priority}</option>
      ))}
    </Select>
  );
}

/** Words with commas between them. What is being typed stays as it is typed. */
function Tags({ value, onChange, ...about }: { id: string; value: Json; onChange: (value: Json) => void }) {
  const [typed, setTyped] = useState("");
  const stored = Array.isArray(value) ? value.map(String) : [];
  const take = (text: string) => {
    setTyped(text);
    onChange(wordsOf(text));
  };
  const shown = same(wordsOf(typed), stored) ? typed : stored.join(", ");
  return <TextInput {...about} value={shown} onChange={(event) => take(event.target.value)} />;
}

function wordsOf(text: string): string[] {
  const words = text.split(/[,\uFF0C\u3001]/).map((word) => word.trim());
  return [...new Set(words.filter(Boolean))];
}

/** That somebody else changed it meanwhile, and to what where this person typed into it, too. */
function News({ name, typed, now, merging }: { name: CoreName; typed: boolean; now: Json; merging: Merging }) {
  const t = useTexts(texts);
  const change = merging.changed.get(name);
  if (!change) return null;
  const who = merging.nameOf(change.by);
  const value = Array.isArray(now) ? now.join(", ") : String(now ?? "");
  return (
    <p className={styles.news} role="status">
      {typed ? t("clashing", { who }) + value : t("changed", { who })}
    </p>
  );
}
