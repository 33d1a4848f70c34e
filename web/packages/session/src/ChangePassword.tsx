import { ProblemError } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Button, Control, Notice, TextInput } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { Front } from "./Front.tsx";
import { useChangePassword, useSignOut } from "./session.ts";
import { useSayProblem, words } from "./words.ts";

/** Nothing else works until a password that somebody else chose has been replaced. */
export function ChangePassword() {
  const t = useTexts(words);
  const say = useSayProblem();
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const change = useChangePassword();
  const signOut = useSignOut();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ old, new: next });
  };
  const details = change.error instanceof ProblemError ? change.error.problems : [];
  return (
    <Front title={t("changeTitle")} hint={t("changeHint")} onSubmit={submit}>
      <Secret label={t("password")} name="current-password" value={old} onChange={setOld} />
      <Secret label={t("newPassword")} name="new-password" value={next} onChange={setNext} />
      {change.error && <Notice>{details[0]?.detail ?? say(change.error)}</Notice>}
      <Button type="submit" look="primary" busy={change.isPending}>
        {t("change")}
      </Button>
      <Button look="quiet" onClick={() => signOut.mutate()}>
        {t("signOut")}
      </Button>
    </Front>
  );
}

interface SecretProps {
  label: string;
  name: "current-password" | "new-password";
  value: string;
  onChange: (value: string) => void;
}

function Secret({ label, name, value, onChange }: SecretProps) {
  return (
    <Control label={label}>
      {({ id }) => (
        <TextInput
          id={id}
          type="password"
          autoComplete={name}
          required
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Control>
  );
}
