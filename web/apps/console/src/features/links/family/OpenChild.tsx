import { refusedFields, type Ticket, type TicketType } from "@bihuan/api";
import type { FormDefinition, JsonObject } from "@bihuan/core";
import { FormFields, useFormState } from "@bihuan/forms";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Control, Dialog, Select, Skeleton, showToast, TextArea, TextInput } from "@bihuan/ui";
import { type FormEvent, useMemo, useState } from "react";
import { ActionFault } from "../../../shared/ActionFault.tsx";
import { useUnitOptions } from "../../../shared/admin/organisation.ts";
import { useForm } from "../../../shared/forms.tsx";
import { useTicketTypes } from "../../../shared/lookups.ts";
import { coreOf } from "../../../shared/tickets.ts";
import { useFirstRights } from "../../../shared/useFirstRights.ts";
import styles from "../Links.module.css";
import { type Offered, Taken } from "./Taken.tsx";
import { texts } from "./texts.ts";
import { useOffer, useOpenChild } from "./useChildren.ts";

interface Props {
  ticket: Ticket;
  onClose: () => void;
}

/** A child for another team: its type, what it is called, and what it begins with. */
export function OpenChild({ ticket, onClose }: Props) {
  const t = useTexts(texts);
  const language = useLanguage();
  const types = useTicketTypes().data?.filter((type) => type.active) ?? [];
  const [chosen, setChosen] = useState("");
  const type = types.find((each) => each.key === chosen);
  return (
    <Dialog title={t("open")} closeLabel={t("close")} onClose={onClose}>
      <div className={styles.form}>
        <Control label={t("type")} required>
          {({ id }) => (
            <Select id={id} required value={chosen} onChange={(event) => setChosen(event.target.value)}>
              <option value="">{t("choose")}</option>
              {types.map((each) => (
                <option key={each.key} value={each.key}>
                  {pick(each.label, language)}
                </option>
              ))}
            </Select>
          )}
        </Control>
        {type && <OfType key={type.key} {...{ ticket, type, onClose }} />}
      </div>
    </Dialog>
  );
}

function OfType(props: Props & { type: TicketType }) {
  const { form } = useForm(props.type.form);
  const offer = useOffer(props.ticket.number, props.type.key).data;
  return form && offer ? <Writing {...props} form={form} offer={offer} /> : <Skeleton lines={4} />;
}

interface WritingProps extends Props {
  type: TicketType;
  form: FormDefinition;
  offer: readonly Offered[];
}

function Writing({ ticket, type, form, offer, onClose }: WritingProps) {
  const t = useTexts(texts);
  const [core, setCore] = useState<Core>({ title: coreOf(ticket).title ?? "", team: "", description: "" });
  const [left, setLeft] = useState<readonly string[]>([]);
  const taken = offer.filter(({ key }) => !left.includes(key));
  const state = useChildForm(type, form, offer, taken.map(({ key }) => key).join());
  const open = useOpenChild(ticket.number);
  const change = (part: Partial<Core>) => setCore((before) => ({ ...before, ...part }));
  const done = ({ number }: { number: string }) => {
    showToast(t("opened", { number }));
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!state.check() || !core.title.trim()) return;
    const { title, team, description } = core;
    const words = { title, team: team || null, description: description || null };
    const take = taken.map(({ key }) => key);
    open.mutate({ type: type.key, ...words, take, data: state.changes }, { onSuccess: done });
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <Words core={core} onChange={change} />
      <Taken offer={offer} left={left} onChange={setLeft} />
      <FormFields state={state} refused={refusedFields(open.error)} />
      <ActionFault error={open.error} />
      <div className={styles.formEnd}>
        <Button look="quiet" onClick={onClose}>
          {t("cancel")}
        </Button>
        <Button type="submit" look="primary" busy={open.isPending || state.arriving} disabled={!core.title.trim()}>
          {t("open")}
        </Button>
      </div>
    </form>
  );
}

interface Core {
  title: string;
  team: string;
  description: string;
}

function Words({ core, onChange }: { core: Core; onChange: (part: Partial<Core>) => void }) {
  const t = useTexts(texts);
  const teams = useUnitOptions("teams");
  return (
    <>
      <Control label={t("title")} required>
        {({ id }) => (
          <TextInput
            id={id}
            required
            maxLength={200}
            value={core.title}
            onChange={(event) => onChange({ title: event.target.value })}
          />
        )}
      </Control>
      {teams.length > 0 && (
        <Control label={t("teamOf")}>
          {({ id }) => (
            <Select id={id} value={core.team} onChange={(event) => onChange({ team: event.target.value })}>
              <option value="">{t("noTeam")}</option>
              {teams.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Control>
      )}
      <Control label={t("description")}>
        {({ id }) => (
          <TextArea
            id={id}
            value={core.description}
            onChange={(event) => onChange({ description: event.target.value })}
          />
        )}
      </Control>
    </>
  );
}

/** The form of the child's type, filled in with what is taken over (`keys`, joined by commas). */
function useChildForm(type: TicketType, form: FormDefinition, offer: readonly Offered[], keys: string) {
  const rights = useFirstRights(type.flow);
  const stored = useMemo(() => {
    const on = new Set(keys.split(","));
    const known = offer.filter(({ key }) => on.has(key) && form.fields.has(key));
    return Object.fromEntries(known.map(({ key, value }) => [key, value])) as JsonObject;
  }, [form, keys, offer]);
  const related = useMemo(() => ({ priority: type.default_priority, source_channel: "" }), [type.default_priority]);
  return useFormState({ form, stored, related, rights, zone: useMe().tenant.zone });
}
