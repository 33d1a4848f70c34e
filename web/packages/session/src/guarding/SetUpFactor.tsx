import { useTexts } from "@bihuan/i18n";
import { Button, Toasts } from "@bihuan/ui";
import { Front } from "../Front.tsx";
import { useSignOut } from "../session.ts";
import { words } from "../words.ts";
import { FactorSteps } from "./FactorSteps.tsx";
import { texts } from "./texts.ts";
import { useRenewMe } from "./useFactor.ts";

/** Nothing else works until whoever has a guarded role has a second factor. */
export default function SetUpFactor() {
  const t = useTexts(texts);
  const say = useTexts(words);
  const renew = useRenewMe();
  const signOut = useSignOut();
  return (
    <Front title={t("title")} hint={t("hint")}>
      <FactorSteps onDone={renew} />
      <Button look="quiet" onClick={() => signOut.mutate()}>
        {say("signOut")}
      </Button>
      <Toasts />
    </Front>
  );
}
