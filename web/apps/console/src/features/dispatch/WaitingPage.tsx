import { useTexts } from "@bihuan/i18n";
import { Arriving } from "@bihuan/session";
import { Skeleton, State } from "@bihuan/ui";
import { Failure } from "../../shared/Failure.tsx";
import { useNow } from "../../shared/time/useNow.ts";
import { useTitle } from "../../shared/useTitle.ts";
import styles from "./Dispatch.module.css";
import { texts } from "./texts.ts";
import { useWaiting } from "./useDispatch.ts";
import { WaitingItem } from "./WaitingItem.tsx";

/** What waits for a dispatcher, and what can be done about it. */
export default function WaitingPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const now = useNow();
  const waiting = useWaiting();
  const tasks = waiting.data?.tasks ?? [];
  return (
    <div className={styles.page}>
      <header>
        <h1>{t("title")}</h1>
        <p className={styles.quiet}>{t("hint")}</p>
      </header>
      {waiting.isPending && <Skeleton lines={8} height={22} />}
      {waiting.isError && !waiting.data && <Failure error={waiting.error} onRetry={() => waiting.refetch()} />}
      {waiting.isSuccess && !tasks.length && <State icon="check" title={t("none")} hint={t("noneHint")} />}
      {tasks.length > 0 && (
        <Arriving>
          <ul className={styles.list}>
            {tasks.map((task) => (
              <WaitingItem key={task.id} task={task} names={waiting.data?.names ?? {}} now={now} />
            ))}
          </ul>
        </Arriving>
      )}
    </div>
  );
}
