import { api, type Drill, unwrap } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Button, Panel, Skeleton, State, Tag } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link } from "react-router";
import styles from "../../shared/admin/Admin.module.css";
import { Head, TextField } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import own from "./Drill.module.css";
import { texts } from "./texts.ts";

const STATIONS = [
  ...(["report", "dispatch", "site", "parts", "decision", "messages", "rating"] as const),
  ...(["review", "end", "archive", "content", "proof"] as const),
];
const MOST = 200;

interface Asked {
  count: number;
  seed: string;
}

/** Tickets drawn by lot: is each on record whole, and how fast is it told? */
export default function DrillPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const [count, setCount] = useState("100");
  const [seed, setSeed] = useState("");
  const [asked, setAsked] = useState<Asked | null>(null);
  const drill = useDrill(asked);
  const draw = (event: FormEvent) => {
    event.preventDefault();
    const next = { count: Math.min(MOST, Math.max(1, Number(count) || 1)), seed: seed.trim() };
    setAsked(next);
    if (asked?.count === next.count && asked.seed === next.seed) drill.refetch();
  };
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")} />
      <form className={`${styles.bar} ${own.ask}`} onSubmit={draw}>
        <TextField label={t("count")} type="number" required value={count} onChange={setCount} />
        <TextField label={t("seed")} value={seed} onChange={setSeed} />
        <Button type="submit" look="primary" busy={drill.isFetching}>
          {t("draw")}
        </Button>
        {drill.data && <Button onClick={() => window.print()}>{t("print")}</Button>}
      </form>
      <p className={styles.quiet}>{t("seedHint")}</p>
      {drill.isLoading && <Skeleton lines={10} height={22} />}
      {drill.isError && <Failure error={drill.error} onRetry={() => drill.refetch()} />}
      {drill.data && <Result drill={drill.data} />}
    </div>
  );
}

function useDrill(asked: Asked | null) {
  return useQuery({
    queryKey: ["drill", asked],
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/trace/drill", {
          params: { query: { count: asked?.count ?? 1, ...(asked?.seed ? { seed: asked.seed } : {}) } },
        }),
      ),
    enabled: asked !== null,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
}

function Result({ drill }: { drill: Drill }) {
  const t = useTexts(texts);
  const format = useFormats();
  if (!drill.drawn.length) return <State icon="search" title={t("none")} />;
  const said = { name: drill.by ?? "–", at: format.exact(drill.at), seed: drill.seed };
  return (
    <>
      <dl className={own.figures}>
        <Figure label={t("rate")} value={percent(drill.complete, drill.drawn.length)}>
          {t("rateOf", { complete: drill.complete, all: drill.drawn.length })}
        </Figure>
        <Figure label={t("median")} value={t("ms", { ms: drill.median_ms })} />
        <Figure label={t("slowest")} value={t("ms", { ms: drill.slowest_ms })} />
      </dl>
      <p className={styles.quiet}>{t("drawnBy", said)}</p>
      <Panel title={t("stations")}>
        <div className={styles.tags}>
          {STATIONS.map((station) => (
            <Rate key={station} station={station} drawn={drill.drawn} />
          ))}
        </div>
      </Panel>
      <Drawn drawn={drill.drawn} />
    </>
  );
}

function Figure({ label, value, children }: { label: string; value: string; children?: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <strong>{value}</strong>
        {children && <span className={styles.quiet}>{children}</span>}
      </dd>
    </div>
  );
}

function Rate({ station, drawn }: { station: (typeof STATIONS)[number]; drawn: Drill["drawn"] }) {
  const t = useTexts(texts);
  const passed = drawn.filter(({ stations }) => stations[station] !== undefined);
  const good = passed.filter(({ stations }) => stations[station]).length;
  if (!passed.length) return null;
  return (
    <Tag tone={good === passed.length ? "good" : "danger"}>
      {t(station)} {percent(good, passed.length)} ({good}/{passed.length})
    </Tag>
  );
}

function percent(part: number, all: number): string {
  return `${Math.floor((part / all) * 1000) / 10} %`;
}

function Drawn({ drawn }: { drawn: Drill["drawn"] }) {
  const t = useTexts(texts);
  return (
    <div className={styles.card}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th>{t("ticket")}</th>
            <th>{t("rate")}</th>
            <th>{t("missing")}</th>
            <th>{t("events")}</th>
            <th>{t("time")}</th>
          </tr>
        </thead>
        <tbody>
          {drawn.map((one) => (
            <tr key={one.id}>
              <td>
                <Link to={`/trace/${one.number}`}>{one.number}</Link>
              </td>
              <td>
                <Tag tone={one.complete ? "good" : "danger"}>{t(one.complete ? "complete" : "incomplete")}</Tag>{" "}
                {one.erased && <Tag>{t("erased")}</Tag>}
              </td>
              <td>
                {STATIONS.filter((station) => one.stations[station] === false)
                  .map((station) => t(station))
                  .join(" ")}
              </td>
              <td>{one.events}</td>
              <td>{t("ms", { ms: one.milliseconds })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
