import { isProblem } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Button, Control, Notice, TextInput } from "@bihuan/ui";
import { type FormEvent, type ReactNode, useState } from "react";
import { Front } from "./Front.tsx";
import { type Credentials, useSignIn } from "./session.ts";
import { useSayProblem, words } from "./words.ts";

const TOTP_REQUIRED = "sign_in.totp_required";

export function SignIn({ login = "", beside }: { login?: string; beside?: ReactNode }) {
  const t = useTexts(words);
  const [who, setWho] = useState<Credentials>({ login, password: "", totp: "", recovery: "" });
  const [lost, setLost] = useState(false);
  const [asksCode, setAsksCode] = useState(false);
  const signIn = useSignIn();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate(who, { onError: (error) => setAsksCode(asksCode || isProblem(error, TOTP_REQUIRED)) });
  };
  const set = (key: keyof Credentials) => (value: string) => setWho({ ...who, [key]: value });
  const startAgain = () => {
    setAsksCode(false);
    setLost(false);
    setWho({ login: "", password: "", totp: "", recovery: "" });
    signIn.reset();
  };
  const takeOther = () => {
    setLost(!lost);
    setWho({ ...who, totp: "", recovery: "" });
    signIn.reset();
  };
  return (
    <Front title={t("signIn")} onSubmit={submit} beside={beside}>
      {!asksCode && <LoginFields who={who} onLogin={set("login")} onPassword={set("password")} />}
      {asksCode && !lost && <CodeField value={who.totp} onChange={set("totp")} />}
      {asksCode && lost && <RecoveryField value={who.recovery} onChange={set("recovery")} />}
      <SignInFault error={signIn.error} />
      <Button type="submit" look="primary" busy={signIn.isPending}>
        {t("signIn")}
      </Button>
      {asksCode && <OtherWays lost={lost} onLost={takeOther} onStartAgain={startAgain} />}
    </Front>
  );
}

function SignInFault({ error }: { error: Error | null }) {
  const say = useSayProblem();
  // Being asked for the second factor is a step, not a fault.
  return error && !isProblem(error, TOTP_REQUIRED) ? <Notice>{say(error)}</Notice> : null;
}

interface LoginProps {
  who: Credentials;
  onLogin: (value: string) => void;
  onPassword: (value: string) => void;
}

function LoginFields({ who, onLogin, onPassword }: LoginProps) {
  const t = useTexts(words);
  return (
    <>
      <Control label={t("login")}>
        {({ id }) => (
          <TextInput
            id={id}
            name="login"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            required
            value={who.login}
            onChange={(event) => onLogin(event.target.value)}
          />
        )}
      </Control>
      <Control label={t("password")}>
        {({ id }) => (
          <TextInput
            id={id}
            name="password"
            type="password"
            autoComplete="current-password"
            required
            value={who.password}
            onChange={(event) => onPassword(event.target.value)}
          />
        )}
      </Control>
    </>
  );
}

/** Without the phone, or as somebody else. */
function OtherWays({ lost, onLost, onStartAgain }: { lost: boolean; onLost: () => void; onStartAgain: () => void }) {
  const t = useTexts(words);
  return (
    <>
      <Button look="quiet" onClick={onLost}>
        {t(lost ? "byApp" : "byRecovery")}
      </Button>
      <Button look="quiet" onClick={onStartAgain}>
        {t("other")}
      </Button>
    </>
  );
}

function RecoveryField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useTexts(words);
  return (
    <Control label={t("recovery")} help={t("recoveryHelp")}>
      {({ id, describedBy }) => (
        <TextInput
          id={id}
          aria-describedby={describedBy}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={20}
          autoFocus
          required
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Control>
  );
}

function CodeField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useTexts(words);
  return (
    <Control label={t("totp")} help={t("totpHelp")}>
      {({ id, describedBy }) => (
        <TextInput
          id={id}
          aria-describedby={describedBy}
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9]{6}"
          maxLength={6}
          autoFocus
          required
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Control>
  );
}
