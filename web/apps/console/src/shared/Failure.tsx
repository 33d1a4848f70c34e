import { useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, State } from "@bihuan/ui";
import { texts } from "./texts.ts";

/** Something could not be read: why, and a way to try again. */
export function Failure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  return (
    <State icon="alert" title={say(error)} alert>
      <Button onClick={onRetry}>{t("retry")}</Button>
    </State>
  );
}
