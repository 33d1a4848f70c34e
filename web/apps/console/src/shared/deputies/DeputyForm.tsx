import type { DeputyInput } from "@bihuan/api";
import { dayStart, isoDay } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { useState } from "react";
import styles from "../admin/Admin.module.css";
import { useRoleOptions } from "../admin/organisation.ts";
import { FormDialog, ManyOf, OneOf, TextField } from "../admin/parts.tsx";
import { usePeople, useTicketTypes, useTypeLabel } from "../lookups.ts";
import { texts } from "./texts.ts";

interface Props {
  whose: string | null;
  error: unknown;
  busy: boolean;
  onSubmit: (one: DeputyInput) => void;
  onClose: () => void;
}

/** Who, from which day to which, and in what. */
export function DeputyForm({ whose, error, busy, onSubmit, onClose }: Props) {
  const t = useTexts(texts);
  const me = useMe();
  const people = usePeople();
  const types = useTicketTypes();
  const typeLabel = useTypeLabel();
  const roles = useRoleOptions();
  const zone = me.tenant.zone;
  const [deputy, setDeputy] = useState("");
  const [from, setFrom] = useState(() => isoDay(Date.now(), zone));
  const [until, setUntil] = useState("");
  const [chosen, setChosen] = useState<{ types: string[]; roles: string[] }>({ types: [], roles: [] });
  const [away, setAway] = useState(false);
  const options = (people.data ?? [])
    .filter((person) => person.state === "active" && !person.customer && person.id !== (whose ?? me.id))
    .map((person) => ({ value: person.id, label: person.name ?? person.login ?? person.id }));
  const submit = () =>
    onSubmit({
      deputy,
      from: dayStart(from, zone),
      until: dayStart(dayAfter(until), zone),
      types: chosen.types.length ? chosen.types : null,
      roles: chosen.roles.length ? chosen.roles : null,
      away,
    });
  return (
    <FormDialog title={t("add")} error={error} busy={busy} onSubmit={submit} onClose={onClose}>
      <OneOf label={t("person")} required options={options} value={deputy} onChange={setDeputy} />
      <TextField label={t("from")} required type="date" value={from} onChange={setFrom} />
      <TextField label={t("until")} required type="date" value={until} onChange={setUntil} />
      <ManyOf
        label={t("types")}
        help={t("everything")}
        options={(types.data ?? []).map((type) => ({ value: type.key, label: typeLabel(type.key) }))}
        value={chosen.types}
        onChange={(next) => setChosen({ ...chosen, types: next })}
      />
      <ManyOf
        label={t("roles")}
        help={t("everything")}
        options={roles}
        value={chosen.roles}
        onChange={(next) => setChosen({ ...chosen, roles: next })}
      />
      <label className={styles.check}>
        <input type="checkbox" checked={away} onChange={(event) => setAway(event.target.checked)} />
        <span>
          {t("away")} <span className={styles.quiet}>{t("awayHelp")}</span>
        </span>
      </label>
    </FormDialog>
  );
}

function dayAfter(day: string): string {
  return day && new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
