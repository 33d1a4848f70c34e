import { useTexts } from "@bihuan/i18n";
import { Button, Control, TextInput } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { Refused } from "../../shared/admin/parts.tsx";
import styles from "./FirstRun.module.css";
import { newPassword, type StepProps } from "./progress.ts";
import { texts } from "./texts.ts";
import { ROLES, useAccounts } from "./useFirstRun.ts";

/** Only names are asked for. */
export function AccountsStep({ onNext }: StepProps) {
  const t = useTexts(texts);
  const [names, setNames] = useState({ dispatcher: "", engineer: "", lead: "" });
  const [password] = useState(newPassword);
  const made = useAccounts((first) => onNext({ password: first }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    made.mutate({ names, password });
  };
  return (
    <form className={styles.step} onSubmit={submit}>
      <p className={styles.quiet}>{t("accountsHint")}</p>
      {ROLES.map((role) => (
        <Control key={role} label={t("nameOf", { role: t(role) })} help={t("login", { login: role })} required>
          {({ id, describedBy }) => (
            <TextInput
              id={id}
              aria-describedby={describedBy}
              required
              maxLength={50}
              autoComplete="off"
              value={names[role]}
              onChange={(event) => setNames({ ...names, [role]: event.target.value })}
            />
          )}
        </Control>
      ))}
      <Refused error={made.error} />
      <div className={styles.row}>
        <Button look="primary" type="submit" busy={made.isPending}>
          {t("create")}
        </Button>
        <Button look="quiet" onClick={() => onNext()}>
          {t("next")}
        </Button>
      </div>
    </form>
  );
}
