import { api, unwrap } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { may, useMe, useSayProblem } from "@bihuan/session";
import { Button, Control, Dialog, Notice, showToast, TextInput } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { ColumnChoice } from "./columns.ts";
import type { PoolFilter } from "./filter.ts";
import styles from "./PoolPage.module.css";
import { texts } from "./texts.ts";
import { useSaveView } from "./useViews.ts";
import { queryOf } from "./views.ts";

interface Props {
  filter: PoolFilter;
  columns: readonly ColumnChoice[];
  onClose: () => void;
}

/** Keep what is shown under a name; whoever may share chooses with whom. */
export function SaveView({ filter, columns, onClose }: Props) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const mayShare = may(useMe(), "share", "view");
  const [name, setName] = useState("");
  const [roles, setRoles] = useState<readonly string[]>([]);
  const [departments, setDepartments] = useState<readonly string[]>([]);
  const save = useSaveView();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { name, query: queryOf(filter, columns), roles: [...roles], departments: [...departments] };
    const onSuccess = () => {
      showToast(t("viewSaved", { name }));
      onClose();
    };
    save.mutate({ view: null, body }, { onSuccess });
  };
  return (
    <Dialog title={t("saveView")} closeLabel={t("close")} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <Control label={t("viewName")} required>
          {({ id }) => (
            <TextInput
              id={id}
              autoFocus
              required
              maxLength={60}
              value={name}
              onChange={(e) => setName(e.target.value)}
            />
          )}
        </Control>
        {mayShare && <Audience kind="roles" chosen={roles} onChange={setRoles} />}
        {mayShare && <Audience kind="departments" chosen={departments} onChange={setDepartments} />}
        {save.error && <Notice>{say(save.error)}</Notice>}
        <div className={styles.actions}>
          <Button type="submit" look="primary" busy={save.isPending}>
            {t("save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface AudienceProps {
  kind: "roles" | "departments";
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

function Audience({ kind, chosen, onChange }: AudienceProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const found = useQuery({
    queryKey: ["audience", kind],
    queryFn: async () => {
      if (kind === "departments") {
        const units = await unwrap(api.GET("/api/v1/departments"));
        return units.map((unit) => ({ key: unit.id, label: unit.name }));
      }
      const roles = await unwrap(api.GET("/api/v1/roles"));
      return roles.map((role) => ({ key: role.key, label: pick(role.label, language) || role.key }));
    },
    staleTime: 5 * 60_000,
  });
  const toggle = (key: string) =>
    onChange(chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key]);
  return (
    <Control label={kind === "roles" ? t("shareRoles") : t("shareDepartments")} group>
      {() => (
        <div className={styles.audience}>
          {found.data?.map((one) => (
            <label key={one.key}>
              <input type="checkbox" checked={chosen.includes(one.key)} onChange={() => toggle(one.key)} />
              {one.label}
            </label>
          ))}
        </div>
      )}
    </Control>
  );
}
