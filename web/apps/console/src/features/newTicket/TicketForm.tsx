import { type NewTicket, refusedFields, type TicketType } from "@bihuan/api";
import type { FormDefinition } from "@bihuan/core";
import { FormFields, focusFirstFault, useFormState } from "@bihuan/forms";
import { useTexts } from "@bihuan/i18n";
import { may, useCommand, useMe } from "@bihuan/session";
import { Button, Notice, Panel, showToast } from "@bihuan/ui";
import { useQueryClient } from "@tanstack/react-query";
import { type ComponentType, type FormEvent, Suspense, useMemo, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { ActionFault } from "../../shared/ActionFault.tsx";
import { useFirstRights } from "../../shared/useFirstRights.ts";
import { CoreFields } from "./CoreFields.tsx";
import { type Card, knownOf } from "./card.ts";
import type { Caller, Core, Parties, Written } from "./core.ts";
import styles from "./NewTicketPage.module.css";
import { texts } from "./texts.ts";
import { createFor, useCard } from "./useCard.ts";
import { useUsualChannel } from "./useChannels.ts";

/** What another feature has to say about a report while it is written; nothing where it has nothing to say. */
export type HintOf = ComponentType<{ draft: Core }>;

interface Props {
  type: TicketType;
  form: FormDefinition;
  Hint: HintOf;
  parties: Parties;
  caller: Caller;
}

/** One ticket being written: the core record first, then the fields that its type asks for. */
export function TicketForm({ type, form, Hint, parties, caller }: Props) {
  const t = useTexts(texts);
  const [written, setWritten] = useState<Written>({
    title: "",
    description: "",
    priority: type.default_priority,
    channel: "",
  });
  const usual = useUsualChannel();
  const core = { ...written, channel: written.channel || usual, ...parties };
  const related = useMemo(
    () => ({ priority: core.priority, source_channel: core.channel }),
    [core.priority, core.channel],
  );
  const rights = useFirstRights(type.flow);
  const me = useMe();
  const known = useKnown(form, parties, caller);
  const state = useFormState({ form, stored: known.data, related, rights, zone: me.tenant.zone });
  const create = useCreate(may(me, "create_for", "ticket") ? known.caller : null);
  const page = useRef<HTMLFormElement>(null);
  const [checked, setChecked] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!state.check() || !core.title.trim()) {
      requestAnimationFrame(() => focusFirstFault(page.current));
      return;
    }
    const { channel, ...record } = core;
    create.mutate({ ...record, type: type.key, source: { channel }, data: { ...known.data, ...state.changes } });
  };
  const refused = refusedFields(create.error);
  const incomplete = checked && (state.evaluation.errors.length > 0 || !core.title.trim());
  return (
    <form ref={page} className={styles.form} onSubmit={submit} noValidate>
      <Panel>
        <CoreFields
          core={core}
          onChange={setWritten}
          problem={checked && !core.title.trim() ? t("needed") : refused.title}
        />
      </Panel>
      <Suspense>
        <Hint draft={core} />
      </Suspense>
      <Panel>
        <FormFields state={state} refused={refused} />
      </Panel>
      {incomplete && <Notice>{t("check")}</Notice>}
      <ActionFault error={create.error} />
      <div className={styles.end}>
        <Button type="submit" look="primary" busy={create.isPending || state.arriving}>
          {t("submit")}
        </Button>
      </div>
    </form>
  );
}

/** Who calls, by the contact's name where one was chosen, and what of the form that says already. */
function useKnown(form: FormDefinition, parties: Parties, caller: Caller) {
  const card: Card | undefined = useCard(parties.customer).data;
  const contact = card?.contacts.find((each) => each.id === parties.contact);
  const device = card?.devices?.find((each) => each.id === parties.device);
  const { phone } = caller;
  const name = contact?.name ?? caller.name;
  return useMemo(() => {
    const who = { phone: phone.trim(), name: name.trim() };
    return { caller: who, data: knownOf({ caller: who, device }, (key) => form.fields.has(key)) };
  }, [form, phone, name, device]);
}

function useCreate(caller: Caller | null) {
  const t = useTexts(texts);
  const navigate = useNavigate();
  const client = useQueryClient();
  return useCommand({
    mutationFn: (body: NewTicket) => createFor(caller, body),
    onSuccess: async (ticket) => {
      showToast(t("made", { number: ticket.number }));
      await client.invalidateQueries({ queryKey: ["tickets"] });
      navigate(`/tickets/${ticket.number}`);
    },
  });
}
