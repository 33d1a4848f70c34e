import { useTexts } from "@bihuan/i18n";
import { useOwnPassword } from "@bihuan/session";
import { Button, Panel, showToast } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { Refused, TextField } from "../../shared/admin/parts.tsx";
import { texts } from "./texts.ts";

/** A new password of one's own, while one goes on working here. */
export function Password() {
  const t = useTexts(texts);
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const change = useOwnPassword();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const onSuccess = () => {
      setOld("");
      setNext("");
      showToast(t("changed"));
    };
    change.mutate({ old, new: next }, { onSuccess });
  };
  return (
    <Panel title={t("change")}>
      <form className={styles.form} onSubmit={submit}>
        <p>{t("changeAbout")}</p>
        <Refused error={change.error} />
        <div className={styles.pair}>
          <TextField
            label={t("old")}
            type="password"
            autoComplete="current-password"
            required
            value={old}
            onChange={setOld}
          />
          <TextField
            label={t("next")}
            type="password"
            autoComplete="new-password"
            required
            value={next}
            onChange={setNext}
          />
        </div>
        <div className={styles.end}>
          <Button type="submit" look="primary" busy={change.isPending}>
            {t("change")}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
