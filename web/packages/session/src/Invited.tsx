import { api, isProblem, unwrap } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Button, Control, Notice, Skeleton, TextInput } from "@bihuan/ui";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useCommand } from "./command.ts";
import { Front } from "./Front.tsx";
import { useSayProblem, words } from "./words.ts";

/** Whom an invitation is for. */
export const invitedQuery = (token: string) =>
  queryOptions({
    queryKey: ["invitation", token],
    queryFn: () => unwrap(api.POST("/api/v1/invitations", { body: { token } })),
    retry: false,
  });

interface Props {
  token: string;
  onDone: (login: string) => void;
  /** Why it has to be a password. */
  note?: string;
}

/** Whoever was invited chooses the password that he signs in with. */
export function Invited({ token, onDone, note }: Props) {
  const t = useTexts(words);
  const say = useSayProblem();
  const [password, setPassword] = useState("");
  const invited = useQuery(invitedQuery(token));
  const accept = useCommand({
    mutationFn: () => unwrap(api.POST("/api/v1/invitations/accept", { body: { token, password } })),
    onSuccess: () => onDone(invited.data?.login ?? ""),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (invited.data) accept.mutate();
    else onDone("");
  };
  const { name, login, company } = invited.data ?? {};
  const fault = isProblem(accept.error) ? accept.error.problems[0]?.detail : undefined;
  return (
    <Front
      title={t("invited")}
      {...(company ? { hint: t("invitedHint", { name: name ?? "", company, login: login ?? "" }) } : {})}
      onSubmit={submit}
    >
      {note && <Notice tone="warn">{note}</Notice>}
      {invited.isPending && <Skeleton lines={3} />}
      {invited.error && <Notice>{say(invited.error)}</Notice>}
      {invited.data && (
        <Control label={t("newPassword")} problem={accept.error ? (fault ?? say(accept.error)) : undefined}>
          {({ id, describedBy }) => (
            <TextInput
              id={id}
              aria-describedby={describedBy}
              type="password"
              autoComplete="new-password"
              autoFocus
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Control>
      )}
      <Button type="submit" look="primary" busy={accept.isPending} disabled={invited.isPending}>
        {t(invited.error ? "signIn" : "setPassword")}
      </Button>
    </Front>
  );
}
