import { api, isProblem, unwrap } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Button, Control, Notice, Skeleton, TextInput } from "@bihuan/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useCommand } from "./command.ts";
import { Front } from "./Front.tsx";
import { Invited, invitedQuery } from "./Invited.tsx";
import { ME } from "./session.ts";
import { useSayProblem, words } from "./words.ts";

interface Props {
  token: string;
  onDone: (login: string) => void;
}

/** Whoever was invited joins with the code on his phone; where none can be sent, he chooses a password. */
export default function JoinByPhone({ token, onDone }: Props) {
  const t = useTexts(words);
  const say = useSayProblem();
  const [phone, setPhone] = useState("");
  const [code, setCode] = useState("");
  const [byPassword, setByPassword] = useState(false);
  const invited = useQuery(invitedQuery(token));
  const send = useCommand({
    mutationFn: () => unwrap(api.POST("/api/v1/invitations/codes", { body: { token, phone } })),
  });
  const join = useJoining({ token, phone, code }, onDone);
  const noSms = isProblem(send.error, "join.no_sms");
  if (byPassword || noSms || invited.error) {
    return <Invited token={token} onDone={onDone} {...(noSms ? { note: t("noSms") } : {})} />;
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (send.isSuccess) join.mutate();
    else send.mutate();
  };
  const { name, company } = invited.data ?? {};
  const fault = join.error ?? send.error;
  return (
    <Front
      title={t("join")}
      {...(company ? { hint: t(send.isSuccess ? "codeSent" : "joinHint", { name: name ?? "", company }) } : {})}
      onSubmit={submit}
    >
      {invited.isPending && <Skeleton lines={3} />}
      {send.isSuccess ? <Code value={code} onChange={setCode} /> : <Phone value={phone} onChange={setPhone} />}
      {fault && <Notice>{say(fault)}</Notice>}
      <Button type="submit" look="primary" busy={send.isPending || join.isPending}>
        {t(send.isSuccess ? "joinNow" : "sendCode")}
      </Button>
      {send.isSuccess && (
        <Button look="quiet" onClick={send.reset}>
          {t("otherPhone")}
        </Button>
      )}
      <Button look="quiet" onClick={() => setByPassword(true)}>
        {t("byPassword")}
      </Button>
    </Front>
  );
}

function useJoining(body: { token: string; phone: string; code: string }, onDone: (login: string) => void) {
  const client = useQueryClient();
  return useCommand({
    mutationFn: () => unwrap(api.POST("/api/v1/invitations/codes/check", { body })),
    onSuccess: async () => {
      await client.refetchQueries({ queryKey: ME });
      onDone("");
    },
  });
}

interface FieldProps {
  value: string;
  onChange: (value: string) => void;
}

function Phone({ value, onChange }: FieldProps) {
  const t = useTexts(words);
  return (
    <Control label={t("phone")} help={t("phoneHelp")}>
      {({ id, describedBy }) => (
        <TextInput
          id={id}
          aria-describedby={describedBy}
          type="tel"
          autoComplete="tel"
          minLength={5}
          required
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Control>
  );
}

function Code({ value, onChange }: FieldProps) {
  const t = useTexts(words);
  return (
    <Control label={t("code")}>
      {({ id }) => (
        <TextInput
          id={id}
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
