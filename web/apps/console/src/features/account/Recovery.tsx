import { useTexts } from "@bihuan/i18n";
import { RecoveryCodes, useMe, useNewCodes, useRenewMe } from "@bihuan/session";
import { Button, Panel, Tag } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { Refused, TextField } from "../../shared/admin/parts.tsx";
import { texts } from "./texts.ts";

const FEW = 3;

/** How many recovery codes are left, and new ones. */
export function Recovery() {
  const t = useTexts(texts);
  const { second_factor: on, recovery_codes: count } = useMe();
  if (!on) return null;
  return (
    <Panel title={t("codes")} extra={<Tag tone={count <= FEW ? "warn" : "neutral"}>{count}</Tag>}>
      <div className={styles.form}>
        <p>{t("codesAbout", { count })}</p>
        {count <= FEW && <p>{t("codesFew")}</p>}
        <NewCodes />
      </div>
    </Panel>
  );
}

function NewCodes() {
  const t = useTexts(texts);
  const [asks, setAsks] = useState(false);
  const [password, setPassword] = useState("");
  const make = useNewCodes();
  const renew = useRenewMe();
  if (make.data) {
    const kept = () => {
      make.reset();
      setAsks(false);
      setPassword("");
      void renew();
    };
    return <RecoveryCodes codes={make.data.codes} onKept={kept} />;
  }
  if (!asks) {
    return (
      <div>
        <Button onClick={() => setAsks(true)}>{t("newCodes")}</Button>
      </div>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate(password);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <p>{t("newCodesAbout")}</p>
      <Refused error={make.error} />
      <TextField
        label={t("password")}
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={setPassword}
      />
      <div className={styles.end}>
        <Button look="quiet" onClick={() => setAsks(false)}>
          {t("cancel")}
        </Button>
        <Button type="submit" look="primary" busy={make.isPending}>
          {t("newCodes")}
        </Button>
      </div>
    </form>
  );
}
