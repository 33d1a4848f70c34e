import { useTexts } from "@bihuan/i18n";
import { useMe, useRenewMe } from "@bihuan/session";
import { FactorSteps } from "@bihuan/session/factor";
import { Button, Control, Panel, showToast, Tag, TextInput } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { Refused } from "../../shared/admin/parts.tsx";
import { texts } from "./texts.ts";
import { useTurnOff } from "./useSecondFactor.ts";

/** Turn on a second factor with an authenticator app, or off again. */
export function SecondFactor() {
  const t = useTexts(texts);
  const { second_factor: on, second_factor_needed: needed } = useMe();
  const renew = useRenewMe();
  const done = async () => {
    await renew();
    showToast(t("confirmed"));
  };
  return (
    <Panel title={t("factor")} extra={<Tag tone={on ? "good" : "neutral"}>{t(on ? "on" : "off")}</Tag>}>
      <div className={styles.form}>
        <p>{t("about")}</p>
        {!on && <FactorSteps onDone={done} />}
        {on && (needed ? <p>{t("needed")}</p> : <TurnOff />)}
        <p className={styles.quiet}>{t(on ? "lost" : "apps")}</p>
      </div>
    </Panel>
  );
}

function TurnOff() {
  const t = useTexts(texts);
  const [asks, setAsks] = useState(false);
  const [password, setPassword] = useState("");
  const turnOff = useTurnOff();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    turnOff.mutate(password, { onSuccess: () => showToast(t("ended")) });
  };
  if (!asks) {
    return (
      <div>
        <Button look="danger" onClick={() => setAsks(true)}>
          {t("end")}
        </Button>
      </div>
    );
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <p>{t("endAbout")}</p>
      <Refused error={turnOff.error} />
      <Control label={t("password")}>
        {({ id }) => (
          <TextInput
            id={id}
            type="password"
            autoComplete="current-password"
            required
            autoFocus
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Control>
      <div className={styles.end}>
        <Button look="quiet" onClick={() => setAsks(false)}>
          {t("cancel")}
        </Button>
        <Button type="submit" look="danger" busy={turnOff.isPending}>
          {t("end")}
        </Button>
      </div>
    </form>
  );
}
