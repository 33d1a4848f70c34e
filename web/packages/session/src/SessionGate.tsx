import { configureApi } from "@bihuan/api";
import { useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Skeleton, State } from "@bihuan/ui";
import { type ReactNode, useState } from "react";
import { ChangePassword } from "./ChangePassword.tsx";
import { Invited, invitationIn } from "./Invited.tsx";
import styles from "./SessionGate.module.css";
import { SignIn } from "./SignIn.tsx";
import { MeContext, useSession } from "./session.ts";
import { useSayProblem, words } from "./words.ts";

/** Shows the sign-in until somebody is signed in, then what it holds. `beside`: what else the first page says. */
export function SessionGate({ children, beside }: { children: ReactNode; beside?: ReactNode }) {
  configureApi({ language: useLanguage() });
  const session = useSession();
  const say = useSayProblem();
  const t = useTexts(words);
  const [invitation, setInvitation] = useState(() => invitationIn(globalThis.location?.hash ?? ""));
  const [login, setLogin] = useState("");
  if (invitation) {
    const done = (chosen: string) => {
      // A used link must not come back with the browser's history.
      history.replaceState(null, "", location.pathname);
      setLogin(chosen);
      setInvitation(null);
    };
    return <Invited token={invitation} onDone={done} />;
  }
  if (session.isPending) {
    return (
      <div className={styles.waiting}>
        <Skeleton lines={6} height={20} />
      </div>
    );
  }
  if (session.isError && !session.data) {
    return (
      <State icon="alert" title={say(session.error)} alert>
        <Button onClick={() => session.refetch()}>{t("retry")}</Button>
      </State>
    );
  }
  if (!session.data) return <SignIn login={login} beside={beside} />;
  if (session.data.password_expires) return <ChangePassword />;
  return <MeContext value={session.data}>{children}</MeContext>;
}
