import type { Report } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { may, useMe, useSayProblem } from "@bihuan/session";
import { Button, Chip, Notice, Panel, Skeleton, State, useNow } from "@bihuan/ui";
import { lazy, Suspense, useState } from "react";
import { Link, useSearchParams } from "react-router";
import admin from "../../shared/admin/Admin.module.css";
import { Head, Refused } from "../../shared/admin/parts.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { Asking } from "./Asking.tsx";
import { openBehind, queryOf, readAsked } from "./questions.ts";
import styles from "./Reports.module.css";
import { texts } from "./texts.ts";
import { saveReport, useReport } from "./useReports.ts";
import { useSaying } from "./useWords.ts";

const Chart = lazy(() => import("./Chart.tsx"));
const SLOW_MS = 60_000;

/** 报表: a question, its answer as a chart and a table, and how each figure is reckoned. */
export default function ReportsPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const [address] = useSearchParams();
  const asked = readAsked(address);
  const query = queryOf(asked, useToday());
  const report = useReport(query);
  return (
    <div className={admin.page}>
      <Head title={t("title")} hint={t("hint")}>
        <Export query={query} />
      </Head>
      <Panel>
        <Asking asked={asked} />
      </Panel>
      {report.isPending && <Skeleton lines={8} height={22} />}
      {report.isError && <Refused error={report.error} />}
      {report.data && !report.isError && <Answered report={report.data} />}
    </div>
  );
}

/** The day it is here, like 2026-11-22. */
function useToday(): string {
  return new Intl.DateTimeFormat("sv-SE").format(useNow());
}

function Export({ query }: { query: ReturnType<typeof queryOf> }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  if (!may(useMe(), "export", "ticket")) return null;
  const save = async () => {
    setBusy(true);
    setError(null);
    await saveReport(query).catch(setError);
    setBusy(false);
  };
  return (
    <>
      {error !== null && <Notice>{say(error)}</Notice>}
      <Button icon="download" busy={busy} onClick={save}>
        {t("export")}
      </Button>
    </>
  );
}

function Answered({ report }: { report: Report }) {
  const t = useTexts(texts);
  const language = useLanguage();
  if (!report.rows.length) return <State icon="board" title={t("empty")} hint={t("emptyHint")} />;
  return (
    <>
      {!report.complete && <Notice tone="warn">{t("counting")}</Notice>}
      {report.lag_ms > SLOW_MS && (
        <Notice tone="warn">{t("late", { minutes: Math.round(report.lag_ms / SLOW_MS) })}</Notice>
      )}
      {report.more && <Notice tone="warn">{t("more", { count: report.rows.length })}</Notice>}
      <Drawn report={report} />
      <Table report={report} />
      <Panel title={t("formulas")}>
        <dl className={styles.formulas}>
          {report.measures.map((one) => (
            <div key={one.key} style={{ display: "contents" }}>
              <dt>{pick(one.label, language)}</dt>
              <dd>{pick(one.formula, language)}</dd>
            </div>
          ))}
        </dl>
      </Panel>
    </>
  );
}

function Drawn({ report }: { report: Report }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const saying = useSaying();
  const [wanted, setWanted] = useState("");
  const found = report.measures.findIndex((one) => one.key === wanted);
  const index = Math.max(found, 0);
  const measure = report.measures[index];
  if (!measure || !report.by.length) return null;
  return (
    <Panel>
      {report.measures.length > 1 && (
        <fieldset className={styles.drawn} aria-label={t("drawn")}>
          {report.measures.map((one) => (
            <Chip key={one.key} on={one.key === measure.key} onToggle={() => setWanted(one.key)}>
              {pick(one.label, language)}
            </Chip>
          ))}
        </fieldset>
      )}
      <Suspense fallback={<Skeleton lines={6} height={18} />}>
        <Chart
          report={report}
          measure={index}
          title={pick(measure.label, language)}
          nameOf={(row) => saying.row(report, row).join(" · ")}
          sayOf={(row) => saying.value(measure.unit, row.values[index] ?? null)}
        />
      </Suspense>
    </Panel>
  );
}

function Table({ report }: { report: Report }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const saying = useSaying();
  return (
    <div className={`${admin.card} ${styles.answer}`}>
      <table className={admin.table} aria-label={t("answer")}>
        <thead>
          <tr>
            {report.by.map((group) => (
              <th key={group.key}>{pick(group.label, language) || group.key}</th>
            ))}
            {report.measures.map((one) => (
              <th key={one.key} className={styles.number} title={pick(one.formula, language)}>
                {pick(one.label, language)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.rows.map((row) => {
            const names = saying.row(report, row);
            return (
              <tr key={row.by.join(" ")}>
                {report.by.map((group, index) => (
                  <td key={group.key}>
                    <Behind report={report} row={row} name={names[index] ?? ""} first={index === 0} />
                  </td>
                ))}
                {report.measures.map((one, index) => (
                  <td key={one.key} className={styles.number}>
                    {saying.value(one.unit, row.values[index] ?? null)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface BehindProps {
  report: Report;
  row: Report["rows"][number];
  name: string;
  first: boolean;
}

/** What a row stands for, and the way to its tickets: of those that are open now, whenever they were made. */
function Behind({ report, row, name, first }: BehindProps) {
  const [address] = useSearchParams();
  const { question, period, type } = readAsked(address);
  const keys = report.by.map((group) => group.key);
  const filter = first && question === "backlog" && period === "always" ? openBehind(keys, row.by) : null;
  if (!filter) return name;
  return <Link to={`/tickets?${new URLSearchParams({ where: filter, ...(type && { type }) })}`}>{name}</Link>;
}
