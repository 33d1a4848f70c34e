import { configureApi } from "@bihuan/api";
import { useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Skeleton, State } from "@bihuan/ui";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { ChangePassword } from "./ChangePassword.tsx";
import { invitationIn } from "./invitation.ts";
import styles from "./SessionGate.module.css";
import { SignIn } from "./SignIn.tsx";
import { MeContext, useSession } from "./session.ts";
import { useSayProblem, words } from "./words.ts";

// Once in a person's life: not in what everybody loads each morning.
const Invited = lazy(() => import("./Invited.tsx").then((page) => ({ default: page.Invited })));
const SetUpFactor = lazy(() => import("./guarding/SetUpFactor.tsx"));
const JoinByPhone = lazy(() => import("./JoinByPhone.tsx"));

interface Props {
  /** Whether whoever was invited joins with the code on his phone: on the phone that he works with. */
  joinsByPhone?: boolean;
  /** What else the first page says. */
  beside?: ReactNode;
  children: ReactNode;
}

/** Shows the sign-in until somebody is signed in, then what it holds. */
export function SessionGate({ joinsByPhone = false, beside, children }: Props) {
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
    const Joining = joinsByPhone ? JoinByPhone : Invited;
    return (
      <Suspense>
        <Joining token={invitation} onDone={done} />
      </Suspense>
    );
  }
  if (session.isPending) return <Waiting />;
  if (session.isError && !session.data) {
    return (
      <State icon="alert" title={say(session.error)} alert>
        <Button onClick={() => session.refetch()}>{t("retry")}</Button>
      </State>
    );
  }
  if (!session.data) {
    // What stands beside it comes with it: it would push the form aside while somebody types.
    return (
      <Suspense fallback={<Waiting />}>
        <SignIn login={login} beside={beside} />
      </Suspense>
    );
  }
  if (session.data.password_expires) return <ChangePassword />;
  if (session.data.must_enrol) {
    return (
      <Suspense>
        <SetUpFactor />
      </Suspense>
    );
  }
  return <MeContext value={session.data}>{children}</MeContext>;
}

function Waiting() {
  return (
    <div className={styles.waiting}>
      <Skeleton lines={6} height={20} />
    </div>
  );
}
