import type { Deputy, DeputyInput } from "@bihuan/api";
import { isoDay } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Panel, Skeleton, State, showToast, Tag, useNow } from "@bihuan/ui";
import { useState } from "react";
import styles from "../admin/Admin.module.css";
import { useRoleOptions } from "../admin/organisation.ts";
import { Refused } from "../admin/parts.tsx";
import { Failure } from "../Failure.tsx";
import { useTypeLabel } from "../lookups.ts";
import { DeputyForm } from "./DeputyForm.tsx";
import { texts } from "./texts.ts";
import { useAppoint, useDeputies, written } from "./useDeputies.ts";

/** Who stands in for somebody (`user`; null: for oneself), named and taken off here. */
export function Deputies({ user, title }: { user: string | null; title?: string }) {
  const t = useTexts(texts);
  const deputies = useDeputies(user);
  const appoint = useAppoint(user);
  const [adding, setAdding] = useState(false);
  const listed = deputies.data ?? [];
  const put = (wanted: DeputyInput[], then?: () => void) =>
    appoint.mutate(wanted, {
      onSuccess: () => {
        showToast(t("saved"));
        then?.();
      },
    });
  const add = (one: DeputyInput) => put([...listed.map(written), one], () => setAdding(false));
  return (
    <Panel
      title={title ?? t("title")}
      extra={
        <Button icon="plus" onClick={() => setAdding(true)}>
          {t("add")}
        </Button>
      }
    >
      <p className={styles.quiet}>{t("about")}</p>
      {deputies.isPending && <Skeleton lines={2} />}
      {deputies.isError && !deputies.data && <Failure error={deputies.error} onRetry={() => deputies.refetch()} />}
      {deputies.data && !listed.length && <State icon="user" title={t("none")} hint={t("noneHint")} />}
      {!adding && <Refused error={appoint.error} />}
      {listed.length > 0 && (
        <ul className={styles.list}>
          {listed.map((one, place) => (
            <Line
              key={`${one.deputy} ${one.from} ${one.until}`}
              deputy={one}
              onRemove={() => put(listed.filter((_, other) => other !== place).map(written))}
            />
          ))}
        </ul>
      )}
      {adding && (
        <DeputyForm
          error={appoint.error}
          busy={appoint.isPending}
          onSubmit={add}
          onClose={() => {
            appoint.reset();
            setAdding(false);
          }}
          whose={user}
        />
      )}
    </Panel>
  );
}

function Line({ deputy, onRemove }: { deputy: Deputy; onRemove: () => void }) {
  const t = useTexts(texts);
  const zone = useMe().tenant.zone;
  const typeLabel = useTypeLabel();
  const roles = useRoleOptions();
  const now = useNow();
  const state = deputy.holds ? "now" : deputy.until <= now ? "over" : deputy.from > now ? "later" : null;
  const roleLabel = (key: string) => roles.find((role) => role.value === key)?.label ?? key;
  return (
    <li className={styles.bar}>
      <span className={styles.grow}>
        <strong>{deputy.name}</strong>{" "}
        <span className={styles.quiet}>
          {t("span", { from: isoDay(deputy.from, zone), until: isoDay(deputy.until - 1, zone) })}
        </span>
      </span>
      <span className={styles.tags}>
        {state && <Tag tone={state === "now" ? "good" : "neutral"}>{t(state)}</Tag>}
        {deputy.away && <Tag>{t("onLeave")}</Tag>}
        {deputy.types?.map((type) => (
          <Tag key={type}>{typeLabel(type)}</Tag>
        ))}
        {deputy.roles?.map((role) => (
          <Tag key={role}>{roleLabel(role)}</Tag>
        ))}
      </span>
      <Button look="quiet" onClick={onRemove}>
        {t("remove")}
      </Button>
    </li>
  );
}
