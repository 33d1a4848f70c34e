import { api, unwrap } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Panel, Skeleton } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import styles from "../../shared/admin/Admin.module.css";
import { Head } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { Priority } from "../../shared/Stage.tsx";
import { coreOf } from "../../shared/tickets.ts";
import { useTitle } from "../../shared/useTitle.ts";
import { conditionOf, GROUPS, type Group } from "./groups.ts";
import { Incidents } from "./Incidents.tsx";
import { texts } from "./texts.ts";

const SHOWN = 20;
const AGAIN_MS = 60_000;

/** Open tickets that nobody has, that are late, or that nobody promised anything for: the oldest first. */
export default function UnnoticedPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")} />
      <Incidents />
      {GROUPS.map((group) => (
        <Listed key={group} group={group} />
      ))}
    </div>
  );
}

function Listed({ group }: { group: Group }) {
  const t = useTexts(texts);
  const format = useFormats();
  const filter = conditionOf(group);
  const tickets = useQuery({
    queryKey: ["unnoticed", group],
    queryFn: () =>
      unwrap(api.GET("/api/v1/tickets", { params: { query: { filter, sort: "created_at", limit: SHOWN } } })),
    refetchInterval: AGAIN_MS,
  });
  const { count, items } = tickets.data ?? {};
  const many = count && t(count.exact ? "count" : "atLeast", { count: count.value });
  const inPool = count && count.value > 0 && (
    <Link to={`/tickets?where=${encodeURIComponent(filter)}`}>{`${many} · ${t("all")}`}</Link>
  );
  return (
    <Panel title={t(group)} extra={inPool}>
      {tickets.isPending && <Skeleton lines={3} />}
      {tickets.isError && !tickets.data && <Failure error={tickets.error} onRetry={() => tickets.refetch()} />}
      {items?.length === 0 && <p className={styles.quiet}>{t("fine")}</p>}
      <ul className={styles.list} aria-label={t(group)}>
        {items?.map((ticket) => (
          <li key={ticket.number}>
            <Link to={`/tickets/${ticket.number}`}>{ticket.number}</Link>
            <Priority value={coreOf(ticket).priority} />
            <span>{coreOf(ticket).title}</span>
            <time className={styles.quiet} dateTime={new Date(ticket.created_at).toISOString()}>
              {format.instant(ticket.created_at)}
            </time>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
