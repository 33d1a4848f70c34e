import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Button, Skeleton, State, Tag } from "@bihuan/ui";
import { lazy, Suspense, useState } from "react";
import { Link } from "react-router";
import { Failure } from "../../shared/Failure.tsx";
import { useTicketTypes, useTypeLabel } from "../../shared/lookups.ts";
import { useTitle } from "../../shared/useTitle.ts";
import styles from "./Flows.module.css";
import { texts } from "./texts.ts";
import { useFlows, useRunning } from "./useFlows.ts";

const NewFlow = lazy(() => import("./designer/NewFlow.tsx"));

/** Every flow: its newest version, which types use it, and how many tickets are on their way through it. */
export default function FlowsPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const flows = useFlows();
  // With how many tickets are on their way, and with the names of types: they would push the flows below down.
  const pending = [useRunning(), useTicketTypes(), flows].map((one) => one.isPending);
  const isPending = pending.includes(true);
  const mayEdit = may(useMe(), "publish", "flow");
  const [isNew, setNew] = useState(false);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div className={styles.grow}>
          <h1>{t("title")}</h1>
          <p className={styles.quiet}>{t("hint")}</p>
        </div>
        {mayEdit && (
          <Button look="primary" icon="plus" onClick={() => setNew(true)}>
            {t("newFlow")}
          </Button>
        )}
      </header>
      {isPending && <Skeleton lines={8} height={22} />}
      {flows.isError && !flows.data && <Failure error={flows.error} onRetry={() => flows.refetch()} />}
      {flows.data?.length === 0 && <State icon="route" title={t("none")} hint={t("noneHint")} />}
      {!isPending && !!flows.data?.length && <List flows={flows.data} />}
      {isNew && (
        <Suspense fallback={null}>
          <NewFlow flows={flows.data ?? []} onClose={() => setNew(false)} />
        </Suspense>
      )}
    </div>
  );
}

function List({ flows }: { flows: NonNullable<ReturnType<typeof useFlows>["data"]> }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const format = useFormats();
  const typeLabel = useTypeLabel();
  const running = useRunning();
  return (
    <ul className={styles.list} aria-label={t("title")}>
      {flows.map((flow) => {
        const now = (running.data ?? []).filter((one) => one.flow === flow.key);
        const older = now.filter((one) => one.version !== flow.version);
        const at = format.instant(flow.at);
        return (
          <li key={flow.key} className={styles.flow}>
            <div className={styles.grow}>
              <Link className={styles.name} to={`/flows/${flow.key}`}>
                {pick(flow.label, language) || flow.key}
              </Link>
              <p className={styles.quiet}>
                {t("version", { version: flow.version })}
                {" · "}
                {flow.by ? t("publishedBy", { by: flow.by, at }) : t("publishedAt", { at })}
              </p>
            </div>
            <div className={styles.types}>
              {flow.types.length === 0 && <span className={styles.quiet}>{t("notUsed")}</span>}
              {flow.types.map((type) => (
                <Tag key={type}>{typeLabel(type)}</Tag>
              ))}
            </div>
            <div className={styles.counts}>
              <strong>{t("running", { count: now.reduce((sum, one) => sum + one.tickets, 0) })}</strong>
              {older.map((one) => (
                <span key={one.version} className={styles.quiet}>
                  {t("runningOn", { version: one.version, count: one.tickets })}
                </span>
              ))}
            </div>
            {flow.findings > 0 && <Tag tone="warn">{t("findingsCount", { count: flow.findings })}</Tag>}
          </li>
        );
      })}
    </ul>
  );
}
