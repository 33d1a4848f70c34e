import { api, type ChildInput, type Ticket, type TicketType, unwrap } from "@bihuan/api";
import type { FormDefinition, JsonObject } from "@bihuan/core";
import { FormFields, useFormState } from "@bihuan/forms";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Button, Control, Dialog, Select, Skeleton, showToast, TextArea, TextInput } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useMemo, useState } from "react";
import acting from "../../shared/acting/acting.module.css";
import { useForm } from "../../shared/forms.tsx";
import { useTicketTypes } from "../../shared/lookups.ts";
import { outbox } from "../../shared/queue/outbox.ts";
import { useKept } from "../../shared/queue/useKept.ts";
import { texts as shared } from "../../shared/texts.ts";
import { useFirstRights } from "../../shared/useFirstRights.ts";
import { texts } from "./texts.ts";

const KEPT_MS = 10 * 60_000;

interface Props {
  ticket: Ticket;
  onClose: () => void;
}

/** 开子工单: for another team; it begins with all that the parent says and that fits its type. */
export function OpenChild({ ticket, onClose }: Props) {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const language = useLanguage();
  const types = useTicketTypes().data?.filter((type) => type.active) ?? [];
  const [chosen, setChosen] = useState("");
  const type = types.find((each) => each.key === chosen);
  return (
    <Dialog title={t("openChild")} closeLabel={say("close")} onClose={onClose}>
      <div className={acting.stack}>
        <Control label={t("childType")} required>
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

interface Offered {
  key: string;
  value: unknown;
}

/** What it begins with is asked of the server; without a network all of it goes over, as the server then sees fit. */
function OfType(props: Props & { type: TicketType }) {
  const key = props.ticket.number;
  const { form } = useForm(props.type.form);
  const offer = useQuery({
    queryKey: ["child-offer", key, props.type.key],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/tickets/{key}/children/offer", {
          params: { path: { key }, query: { type: props.type.key } },
        }),
      ),
    enabled: navigator.onLine,
    retry: false,
    meta: { isPassing: true },
  });
  if (!form || offer.isLoading) return <Skeleton lines={4} />;
  return <Writing {...props} form={form} offer={offer.data ?? []} />;
}

interface WritingProps extends Props {
  type: TicketType;
  form: FormDefinition;
  offer: readonly Offered[];
}

function Writing({ ticket, type, form, offer, onClose }: WritingProps) {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const me = useMe();
  const kept = useKept();
  const [core, setCore] = useState<Core>({ title: ticket.title ?? "", team: "", description: "" });
  const stored = useMemo(
    () => Object.fromEntries(offer.filter(({ key }) => form.fields.has(key)).map(({ key, value }) => [key, value])),
    [form, offer],
  ) as JsonObject;
  const related = useMemo(() => ({ priority: type.default_priority, source_channel: "" }), [type.default_priority]);
  const state = useFormState({ form, stored, related, rights: useFirstRights(type.flow), zone: me.tenant.zone });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!state.check() || !core.title.trim()) return;
    const { title, team, description } = core;
    const words = { title: title.trim(), team: team || null, description: description || null };
    const body = { type: type.key, ...words, take: null, data: { ...state.changes } } as ChildInput;
    const work = { kind: "child", ticket: ticket.number, body } as const;
    const entry = { owner: me.id, chain: ticket.id, about: ticket.number, label: t("openChild"), work };
    if (!(await kept(outbox.add(entry)))) return;
    showToast(t("helpSaved", { label: t("openChild") }));
    onClose();
  };
  return (
    <form className={acting.form} onSubmit={submit} noValidate>
      <Words core={core} onChange={(part) => setCore((before) => ({ ...before, ...part }))} />
      <FormFields state={state} />
      <div className={acting.ends}>
        <Button look="quiet" onClick={onClose}>
          {say("cancel")}
        </Button>
        <Button type="submit" look="primary" disabled={!core.title.trim() || state.arriving}>
          {t("openChild")}
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
  const teams = useTeams();
  return (
    <>
      <Control label={t("childTitle")} required>
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
        <Control label={t("childTeam")}>
          {({ id }) => (
            <Select id={id} value={core.team} onChange={(event) => onChange({ team: event.target.value })}>
              <option value="">{t("noTeam")}</option>
              {teams.map(({ id: team, name }) => (
                <option key={team} value={team}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Control>
      )}
      <Control label={t("childWords")}>
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

/** The teams that this person may know of. */
function useTeams(): readonly { id: string; name: string }[] {
  const found = useQuery({
    queryKey: ["teams"],
    queryFn: () => unwrap(api.GET("/api/v1/teams")),
    staleTime: KEPT_MS,
    retry: false,
    enabled: may(useMe(), "read", "team"),
  });
  return found.data ?? [];
}
