import { api, setViewAs, tenantBase, unwrap } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { may, useCommand, useMe } from "@bihuan/session";
import { Button, Panel, Skeleton, State, showToast, Tag } from "@bihuan/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { useRoles } from "../../shared/admin/organisation.ts";
import { Head, Refused } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { type Grant, summed } from "./grants.ts";
import { type Role, RoleForm } from "./RoleForm.tsx";
import { isKnown, names, texts } from "./texts.ts";

const BLANK: Role = { key: "", label: { zh: "" }, grants: [], ready: false, second_factor: false };

/** What each role may, in words; changed here, and seen through. */
export default function RolesPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const manages = may(useMe(), "manage", "role");
  const roles = useRoles();
  const [draft, setDraft] = useState<Role | null>(null);
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")}>
        {manages && (
          <Button look="primary" icon="plus" onClick={() => setDraft(BLANK)}>
            {t("add")}
          </Button>
        )}
      </Head>
      {roles.isPending && <Skeleton lines={10} height={22} />}
      {roles.isError && !roles.data && <Failure error={roles.error} onRetry={() => roles.refetch()} />}
      {roles.data?.length === 0 && <State icon="lock" title={t("none")} hint={t("noneHint")} />}
      <ul className={styles.list} aria-label={t("title")}>
        {(roles.data as Role[] | undefined)?.map((role) => (
          <OneRole key={role.key} role={role} manages={manages} onEdit={setDraft} />
        ))}
      </ul>
      {draft && <RoleForm role={draft} onClose={() => setDraft(null)} />}
    </div>
  );
}

function OneRole({ role, manages, onEdit }: { role: Role; manages: boolean; onEdit: (role: Role) => void }) {
  const t = useTexts(texts);
  const label = pick(role.label, useLanguage());
  const remove = useRemove(role.key);
  const look = useLook(role);
  const removed = () => remove.mutate(undefined, { onSuccess: () => showToast(t("removed", { role: label })) });
  return (
    <li aria-label={label}>
      <div className={styles.grow}>
        <Panel
          title={label}
          extra={
            manages && (
              <span className={styles.actions}>
                {role.ready && <Tag tone="quiet">{t("ready")}</Tag>}
                {role.second_factor && <Tag tone="accent">{t("guardedTag")}</Tag>}
                <Button busy={look.isPending} onClick={() => look.mutate()}>
                  {t("view")}
                </Button>
                <Button look="quiet" onClick={() => onEdit(role)}>
                  {t("edit")}
                </Button>
                <Button look="quiet" busy={remove.isPending} onClick={removed}>
                  {t("remove")}
                </Button>
              </span>
            )
          }
        >
          <Refused error={remove.error ?? look.error} />
          <InWords grants={role.grants} />
        </Panel>
      </div>
    </li>
  );
}

function InWords({ grants }: { grants: Grant[] }) {
  const t = useTexts(names);
  const comma = useLanguage() === "zh" ? "、" : ", ";
  const say = (name: string) => (isKnown(name) ? t(name) : name);
  return (
    <dl className={styles.facts}>
      {summed(grants).map(({ kind, parts }) => (
        <div key={kind}>
          <dt>{say(kind)}</dt>
          {parts.map(({ rows, actions }) => (
            <dd key={rows}>{`${actions.map(say).join(comma)} · ${say(rows)}`}</dd>
          ))}
        </div>
      ))}
    </dl>
  );
}

function useRemove(key: string) {
  const client = useQueryClient();
  return useCommand({
    mutationFn: () => unwrap(api.DELETE("/api/v1/roles/{key}", { params: { path: { key } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["roles"] }),
  });
}

/** From here on this tab sees what the role sees: everything known is read anew. */
function useLook(role: Role) {
  return useCommand({
    mutationFn: () => unwrap(api.POST("/api/v1/roles/{key}/view", { params: { path: { key: role.key } } })),
    onSuccess: (look) => {
      for (const language of ["zh", "en"] as const)
        sessionStorage.setItem(`bihuan.role.${role.key}.${language}`, pick(look.label, language));
      setViewAs(look.token);
      location.assign(`${tenantBase()}/tickets`);
    },
  });
}
