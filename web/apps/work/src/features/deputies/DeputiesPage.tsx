import { api, type Deputy, type DeputyInput, unwrap } from "@bihuan/api";
import { dayStart, isoDay } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { useCommand, useMe, useSayProblem } from "@bihuan/session";
import { Button, Control, Notice, Panel, Select, State, showToast, Tag, TextInput } from "@bihuan/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Loaded } from "../../shared/Loaded.tsx";
import { Page } from "../../shared/parts.tsx";
import styles from "./Deputies.module.css";
import { texts } from "./texts.ts";

const DEPUTIES = ["deputies"] as const;
const DAY_MS = 86_400_000;

/** Who stands in for oneself, and when. */
export default function DeputiesPage() {
  const t = useTexts(texts);
  const client = useQueryClient();
  const say = useSayProblem();
  const query = useQuery({ queryKey: DEPUTIES, queryFn: () => unwrap(api.GET("/api/v1/me/deputies")) });
  const appoint = useCommand({
    mutationFn: (body: DeputyInput[]) => unwrap(api.PUT("/api/v1/me/deputies", { body })),
    onSuccess: (listed) => {
      client.setQueryData(DEPUTIES, listed);
      showToast(t("saved"));
    },
  });
  const listed = query.data ?? [];
  const remove = (place: number) => appoint.mutate(listed.filter((_, other) => other !== place).map(written));
  return (
    <Page title={t("title")} back="/mine">
      <p className={styles.quiet}>{t("about")}</p>
      {appoint.error && <Notice>{say(appoint.error)}</Notice>}
      <Loaded query={query}>
        {(rows) =>
          rows.length === 0 ? (
            <State icon="user" title={t("none")} hint={t("noneHint")} />
          ) : (
            <ul className={styles.list}>
              {rows.map((row, place) => (
                <Line key={`${row.deputy} ${row.from}`} deputy={row} onRemove={() => remove(place)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {query.data && (
        <Appoint busy={appoint.isPending} onAdd={(one) => appoint.mutate([...listed.map(written), one])} />
      )}
    </Page>
  );
}

function written({ deputy, from, until, types, roles, away }: Deputy): DeputyInput {
  return { deputy, from, until, types: types ?? null, roles: roles ?? null, away };
}

function Line({ deputy, onRemove }: { deputy: Deputy; onRemove: () => void }) {
  const t = useTexts(texts);
  const zone = useMe().tenant.zone;
  return (
    <li className={styles.line}>
      <span className={styles.who}>
        <strong>{deputy.name}</strong>
        <span className={styles.quiet}>
          {t("span", { from: isoDay(deputy.from, zone), until: isoDay(deputy.until - 1, zone) })}
        </span>
      </span>
      {deputy.holds && <Tag tone="good">{t("now")}</Tag>}
      <Button look="quiet" onClick={onRemove}>
        {t("remove")}
      </Button>
    </li>
  );
}

function Appoint({ busy, onAdd }: { busy: boolean; onAdd: (one: DeputyInput) => void }) {
  const t = useTexts(texts);
  const me = useMe();
  const zone = me.tenant.zone;
  const people = useQuery({
    queryKey: ["users"],
    queryFn: async () => (await unwrap(api.GET("/api/v1/users", { params: { query: { limit: 200 } } }))).items,
  });
  const [deputy, setDeputy] = useState("");
  const [from, setFrom] = useState(() => isoDay(Date.now(), zone));
  const [until, setUntil] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const last = isoDay(dayStart(until, zone) + DAY_MS + DAY_MS / 2, zone);
    onAdd({ deputy, from: dayStart(from, zone), until: dayStart(last, zone), away: false });
  };
  const others = (people.data ?? []).filter((one) => one.state === "active" && !one.customer && one.id !== me.id);
  return (
    <Panel title={t("add")}>
      <form className={styles.form} onSubmit={submit}>
        <Control label={t("person")} required>
          {({ id }) => (
            <Select id={id} required value={deputy} onChange={(event) => setDeputy(event.target.value)}>
              <option value="">{t("choose")}</option>
              {others.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </Select>
          )}
        </Control>
        <Control label={t("from")} required>
          {({ id }) => (
            <TextInput id={id} type="date" required value={from} onChange={(event) => setFrom(event.target.value)} />
          )}
        </Control>
        <Control label={t("until")} required>
          {({ id }) => (
            <TextInput
              id={id}
              type="date"
              required
              min={from}
              value={until}
              onChange={(event) => setUntil(event.target.value)}
            />
          )}
        </Control>
        <Button type="submit" look="primary" busy={busy}>
          {t("add")}
        </Button>
      </form>
    </Panel>
  );
}
