import { isProblem } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Button, Control, Notice, TextInput } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { useSayProblem } from "../words.ts";
import styles from "./guarding.module.css";
import { RecoveryCodes } from "./RecoveryCodes.tsx";
import { texts } from "./texts.ts";
import { useConfirm, useEnrol } from "./useFactor.ts";

/** From nothing to a second factor: a secret for the app, a first code, and the recovery codes. */
export function FactorSteps({ onDone }: { onDone: () => void }) {
  const t = useTexts(texts);
  const enrol = useEnrol();
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes) return <RecoveryCodes codes={codes} onKept={onDone} />;
  if (enrol.data) return <Confirm qr={enrol.data.qr} secret={enrol.data.secret} onConfirmed={setCodes} />;
  return (
    <div className={styles.steps}>
      <Fault error={enrol.error} />
      <div>
        <Button look="primary" busy={enrol.isPending} onClick={() => enrol.mutate()}>
          {t("begin")}
        </Button>
      </div>
    </div>
  );
}

function Fault({ error }: { error: Error | null }) {
  const say = useSayProblem();
  if (!error) return null;
  const [first] = isProblem(error) ? error.problems : [];
  return <Notice>{first?.detail ?? say(error)}</Notice>;
}

interface ConfirmProps {
  qr: string;
  secret: string;
  onConfirmed: (codes: readonly string[]) => void;
}

function Confirm({ qr, secret, onConfirmed }: ConfirmProps) {
  const t = useTexts(texts);
  const [code, setCode] = useState("");
  const confirm = useConfirm();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    confirm.mutate(code, { onSuccess: ({ codes }) => onConfirmed(codes), onError: () => setCode("") });
  };
  return (
    <form className={styles.steps} onSubmit={submit}>
      <p>{t("scan")}</p>
      <img className={styles.qr} alt={t("qr")} src={`data:image/svg+xml,${encodeURIComponent(qr)}`} />
      <p>{t("byHand")}</p>
      <output className={styles.secret} aria-label={t("secret")}>
        {secret.replace(/(.{4})(?=.)/g, "$1 ")}
      </output>
      <p>{t("enter")}</p>
      <Fault error={confirm.error} />
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
      <div className={styles.ends}>
        <Button type="submit" look="primary" busy={confirm.isPending}>
          {t("confirm")}
        </Button>
      </div>
    </form>
  );
}
