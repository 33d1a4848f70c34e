import { useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Control, Panel, showToast, Tag, TextInput } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { Refused } from "../../shared/admin/parts.tsx";
import { texts } from "./texts.ts";
import { useConfirm, useEnrol, useTurnOff } from "./useSecondFactor.ts";

/** Turn on a second factor with an authenticator app, or off again. */
export function SecondFactor() {
  const t = useTexts(texts);
  const on = useMe().second_factor;
  return (
    <Panel title={t("factor")} extra={<Tag tone={on ? "good" : "neutral"}>{t(on ? "on" : "off")}</Tag>}>
      <div className={styles.form}>
        <p>{t("about")}</p>
        {on ? <TurnOff /> : <TurnOn />}
        <p className={styles.quiet}>{t(on ? "lost" : "apps")}</p>
      </div>
    </Panel>
  );
}

function TurnOn() {
  const t = useTexts(texts);
  const enrol = useEnrol();
  if (enrol.data) return <Confirm qr={enrol.data.qr} secret={enrol.data.secret} />;
  return (
    <div>
      <Refused error={enrol.error} />
      <Button look="primary" busy={enrol.isPending} onClick={() => enrol.mutate()}>
        {t("begin")}
      </Button>
    </div>
  );
}

function Confirm({ qr, secret }: { qr: string; secret: string }) {
  const t = useTexts(texts);
  const [code, setCode] = useState("");
  const confirm = useConfirm();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    confirm.mutate(code, { onSuccess: () => showToast(t("confirmed")), onError: () => setCode("") });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <p>{t("scan")}</p>
      <img className={styles.qr} alt={t("qr")} src={`data:image/svg+xml,${encodeURIComponent(qr)}`} />
      <p>{t("byHand")}</p>
      <output className={styles.secret} aria-label={t("secret")}>
        {secret.replace(/(.{4})(?=.)/g, "$1 ")}
      </output>
      <p>{t("enter")}</p>
      <Refused error={confirm.error} />
      <Control label={t("code")}>
        {({ id }) => (
          <TextInput
            id={id}
            inputMode="numeric"
            autoComplete="one-time-code"
            pattern="[0-9]{6}"
            maxLength={6}
            required
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        )}
      </Control>
      <div className={styles.end}>
        <Button type="submit" look="primary" busy={confirm.isPending}>
          {t("confirm")}
        </Button>
      </div>
    </form>
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
