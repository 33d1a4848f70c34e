import { api, type Texts, unwrap } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { useCommand } from "@bihuan/session";
import { Control, Select, showToast, TextArea } from "@bihuan/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { FormDialog, TextField } from "../../shared/admin/parts.tsx";
import { COMMON, cellOf, type Grant, KINDS, ROWS, withCell } from "./grants.ts";
import { names, texts } from "./texts.ts";

export interface Role {
  key: string;
  label: Texts;
  grants: Grant[];
  ready: boolean;
  second_factor: boolean;
}

/** A role's names and grants: the common ones cell by cell, all of them as JSON below. */
export function RoleForm({ role, onClose }: { role: Role; onClose: () => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const [key, setKey] = useState(role.key);
  const [label, setLabel] = useState<Texts>(role.label);
  const [json, setJson] = useState(() => JSON.stringify(role.grants, null, 1));
  const [guarded, setGuarded] = useState(role.second_factor);
  const grants = grantsIn(json);
  const save = useSave(key);
  const submit = () => {
    if (!grants) return;
    const said = Object.fromEntries(Object.entries(label).filter(([, text]) => text.trim()));
    save.mutate(
      { label: said, grants, second_factor: guarded },
      {
        onSuccess: () => {
          showToast(t("saved", { role: pick(label, language) }));
          onClose();
        },
      },
    );
  };
  return (
    <FormDialog
      title={t(role.key ? "change" : "add")}
      error={save.error}
      busy={save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {!role.key && <TextField label={t("key")} help={t("keyHint")} required value={key} onChange={setKey} />}
      <div className={styles.pair}>
        <TextField label={t("zh")} required value={label.zh ?? ""} onChange={(zh) => setLabel({ ...label, zh })} />
        <TextField label={t("en")} value={label.en ?? ""} onChange={(en) => setLabel({ ...label, en })} />
      </div>
      <label className={styles.check}>
        <input type="checkbox" checked={guarded} onChange={(event) => setGuarded(event.target.checked)} />
        {t("guarded")}
      </label>
      <p className={styles.quiet}>{t("guardedHint")}</p>
      {grants && <Matrix grants={grants} onChange={(next) => setJson(JSON.stringify(next, null, 1))} />}
      <Control label={t("json")} help={t("jsonHint")} problem={grants ? undefined : t("unreadable")}>
        {({ id, describedBy }) => (
          <TextArea
            id={id}
            aria-describedby={describedBy}
            className={styles.code}
            spellCheck={false}
            value={json}
            onChange={(event) => setJson(event.target.value)}
          />
        )}
      </Control>
    </FormDialog>
  );
}

function Matrix({ grants, onChange }: { grants: Grant[]; onChange: (next: Grant[]) => void }) {
  const t = useTexts(texts);
  const n = useTexts(names);
  return (
    <div className={styles.form}>
      {KINDS.map((kind) => (
        <Control key={kind} label={n(kind)} group>
          {() => (
            <div className={styles.pair}>
              {COMMON[kind].map((action) => {
                const cell = cellOf(grants, kind, action);
                return (
                  <Control key={action} label={n(action)}>
                    {({ id }) => (
                      <Select
                        id={id}
                        disabled={cell === null}
                        value={cell ?? ""}
                        onChange={(event) => onChange(withCell(grants, kind, action, event.target.value))}
                      >
                        <option value="">{t(cell === null ? "special" : "none_")}</option>
                        {ROWS.map((rows) => (
                          <option key={rows} value={rows}>
                            {n(rows)}
                          </option>
                        ))}
                      </Select>
                    )}
                  </Control>
                );
              })}
            </div>
          )}
        </Control>
      ))}
    </div>
  );
}

function grantsIn(json: string): Grant[] | null {
  try {
    const found: unknown = JSON.parse(json);
    return Array.isArray(found) && found.every((one) => typeof one === "object" && one !== null) ? found : null;
  } catch {
    return null;
  }
}

function useSave(key: string) {
  const client = useQueryClient();
  return useCommand({
    mutationFn: (body: { label: Texts; grants: Grant[]; second_factor: boolean }) =>
      unwrap(api.PUT("/api/v1/roles/{key}", { params: { path: { key } }, body: body as never })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["roles"] }),
  });
}
