import { useFormats, useTexts } from "@bihuan/i18n";
import { Button, Skeleton, State, showToast } from "@bihuan/ui";
import styles from "../../shared/admin/Admin.module.css";
import { Refused } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { usePersonName } from "../../shared/lookups.ts";
import { texts } from "./texts.ts";
import { useFailed, useRetry } from "./useMessages.ts";

/** What gave up and waits for a person. */
export function Failed() {
  const t = useTexts(texts);
  const format = useFormats();
  const person = usePersonName();
  const failed = useFailed();
  const retry = useRetry();
  const again = (id: string) => retry.mutate(id, { onSuccess: () => showToast(t("retried")) });
  if (failed.isPending) return <Skeleton lines={6} height={22} />;
  if (!failed.data) return <Failure error={failed.error} onRetry={() => failed.refetch()} />;
  if (!failed.data.length) return <State icon="check" title={t("noFailed")} hint={t("noFailedHint")} />;
  return (
    <>
      <Refused error={retry.error} />
      <div className={styles.card}>
        <table className={styles.table}>
          <tbody>
            {failed.data.map((delivery) => {
              const last = delivery.attempts.at(-1);
              return (
                <tr key={delivery.id}>
                  <td>
                    <strong>{(delivery.person && person(delivery.person)) ?? delivery.group ?? "–"}</strong>
                    <br />
                    <span className={styles.quiet}>{delivery.number && t("about", { number: delivery.number })}</span>
                  </td>
                  <td>
                    {last?.reason ?? last?.detail}
                    <br />
                    <span className={styles.quiet}>
                      {last && format.instant(last.at)} {t("tries", { count: delivery.attempts.length })}
                    </span>
                  </td>
                  <td>
                    <Button
                      busy={retry.isPending && retry.variables === delivery.id}
                      onClick={() => again(delivery.id)}
                    >
                      {t("retry")}
                    </Button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}
