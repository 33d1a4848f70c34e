import type { MyTask } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Arriving } from "@bihuan/session";
import { Button, Skeleton, State } from "@bihuan/ui";
import { lazy, Suspense, useState } from "react";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { ApprovalCard } from "./ApprovalCard.tsx";
import styles from "./Approvals.module.css";
import { texts } from "./texts.ts";
import { type Decision, useApprovals } from "./useApprovals.ts";

const DecideDialog = lazy(() => import("./DecideDialog.tsx"));

/** What is being decided: which way, and of which tasks. They stay, whatever happens to the list behind. */
interface Deciding {
  decision: Decision;
  tasks: readonly MyTask[];
}

/** What waits for this person: key facts, what changed, and decisions, one by one or many with one opinion. */
export default function ApprovalsPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const { data, error, isPending, refetch } = useApprovals();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [deciding, setDeciding] = useState<Deciding | null>(null);
  const open = data ?? [];
  const among = open.filter(({ id }) => chosen.includes(id));
  const toggle = (id: string) => setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <div className={styles.page}>
      <h1>{t("title")}</h1>
      {isPending && <Skeleton lines={6} height={22} />}
      {error && !data && <Failure error={error} onRetry={() => refetch()} />}
      {data && open.length === 0 && <State icon="check" title={t("none")} hint={t("noneHint")} />}
      {data && (
        <Arriving>
          {open.length > 1 && (
            <section className={styles.bar} aria-label={t("title")}>
              <strong aria-live="polite">{t("chosen", { count: among.length })}</strong>
              <Button
                look="quiet"
                onClick={() => setChosen(among.length === open.length ? [] : open.map(({ id }) => id))}
              >
                {t(among.length === open.length ? "chooseNone" : "chooseAll")}
              </Button>
              <span className={styles.space} />
              {(["refuse", "agree"] as const).map((decision) => (
                <Button
                  key={decision}
                  look={decision === "agree" ? "primary" : "danger"}
                  disabled={!among.length}
                  onClick={() => setDeciding({ decision, tasks: among })}
                >
                  {t(decision)}
                </Button>
              ))}
            </section>
          )}
          <ul className={styles.list}>
            {open.map((task) => (
              <li key={task.id}>
                <ApprovalCard
                  task={task}
                  chosen={chosen.includes(task.id)}
                  onToggle={() => toggle(task.id)}
                  onDecide={(decision) => setDeciding({ decision, tasks: [task] })}
                />
              </li>
            ))}
          </ul>
        </Arriving>
      )}
      {deciding && (
        <Suspense>
          <DecideDialog {...deciding} onClose={() => setDeciding(null)} />
        </Suspense>
      )}
    </div>
  );
}
