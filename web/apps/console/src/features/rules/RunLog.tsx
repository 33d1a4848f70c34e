import type { RuleRun } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Skeleton, State, Tag } from "@bihuan/ui";
import { Link } from "react-router";
import { Failure } from "../../shared/Failure.tsx";
import styles from "./Rules.module.css";
import { texts } from "./texts.ts";
import { useFieldNames, useRuns } from "./useRules.ts";

/** What a rule did about the last tickets that it met, and why it did nothing. */
export function RunLog({ rule }: { rule: string }) {
  const t = useTexts(texts);
  const runs = useRuns(rule);
  if (runs.isPending) return <Skeleton lines={4} height={18} />;
  if (runs.isError) return <Failure error={runs.error} onRetry={() => runs.refetch()} />;
  if (!runs.data.length) return <State title={t("noRuns")} hint={t("noRunsHint")} />;
  return (
    <ol className={styles.runs} aria-label={t("runs")}>
      {runs.data.map((run) => (
        <Line key={`${run.ticket}-${run.no}`} run={run} />
      ))}
    </ol>
  );
}

function Line({ run }: { run: RuleRun }) {
  const t = useTexts(texts);
  const format = useFormats();
  const names = useFieldNames();
  const fields = names(Object.keys(run.patch));
  return (
    <li className={styles.run}>
      <p className={styles.head}>
        <Link to={`/tickets/${run.number}`}>{run.number}</Link>
        <Outcome fired={run.fired} />
        <time className={styles.at} dateTime={new Date(run.at).toISOString()} title={format.exact(run.at)}>
          {format.instant(run.at)}
        </time>
      </p>
      {run.said && <p className={styles.why}>{run.said}</p>}
      {fields && <p className={styles.small}>{t("set", { fields })}</p>}
      {run.refused.length > 0 && <p className={styles.small}>{t("refused", { fields: names(run.refused) })}</p>}
    </li>
  );
}

function Outcome({ fired }: { fired: boolean | null }) {
  const t = useTexts(texts);
  if (fired === null) return <Tag tone="quiet">{t("hidden")}</Tag>;
  return <Tag tone={fired ? "good" : "neutral"}>{t(fired ? "fired" : "notFired")}</Tag>;
}
