import type { Ticket, Trace } from "@bihuan/api";
import { StoredFiles } from "@bihuan/forms";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Chip, Icon, Panel, Skeleton } from "@bihuan/ui";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { Failure } from "../../shared/Failure.tsx";
import { usePersonName, useTypeLabel } from "../../shared/lookups.ts";
import { Priority, Stage } from "../../shared/Stage.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { Clocks } from "./Clocks.tsx";
import { Review } from "./Review.tsx";
import { StationLine } from "./StationLine.tsx";
import { KINDS, type Kind, stationsOf } from "./stations.ts";
import styles from "./Trace.module.css";
import { texts } from "./texts.ts";
import { useTicketTrace } from "./useTrace.ts";
import { evidenceOf } from "./values.ts";

/** Everything that ever happened to one ticket, station by station, on one page. */
export default function TicketTracePage() {
  const { key = "" } = useParams();
  const t = useTexts(texts);
  const trace = useTicketTrace(key);
  useTitle(`${key} ${t("title")}`);
  return (
    <div className={styles.page}>
      <Link to="/trace" className={styles.back}>
        <Icon name="back" />
        {t("back")}
      </Link>
      {trace.isPending && <Skeleton lines={10} height={20} />}
      {trace.isError && !trace.data && <Failure error={trace.error} onRetry={() => trace.refetch()} />}
      {trace.data && <Content trace={trace.data} />}
    </div>
  );
}

function Content({ trace }: { trace: Trace }) {
  const t = useTexts(texts);
  const [kind, setKind] = useState<Kind | "all">("all");
  const ticket = trace.ticket as unknown as Ticket;
  const stations = stationsOf(trace);
  const kinds = KINDS.filter((each) => stations.some((station) => station.kinds.includes(each)));
  const shown = kind === "all" ? stations : stations.filter((station) => station.kinds.includes(kind));
  return (
    <>
      <Head ticket={ticket} trace={trace} />
      <div className={styles.columns}>
        <Panel title={t("stations")}>
          <div className={styles.kinds}>
            {(["all", ...kinds] as const).map((each) => (
              <Chip key={each} on={kind === each} onToggle={() => setKind(each)}>
                {t(each)}
              </Chip>
            ))}
          </div>
          <ol className={styles.way} aria-label={t("stations")}>
            {shown.map((station) => (
              <StationLine key={station.key} station={station} trace={trace} ticket={ticket} />
            ))}
          </ol>
        </Panel>
        <aside className={styles.aside}>
          <Review ticketKey={ticket.number} />
          <Who ticket={ticket} trace={trace} />
          <Clocks trace={trace} ticket={ticket} />
          <Evidence files={evidenceOf(trace, stations)} />
        </aside>
      </div>
    </>
  );
}

function Head({ ticket, trace }: { ticket: Ticket; trace: Trace }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const typeLabel = useTypeLabel();
  return (
    <header className={styles.head}>
      <p className={styles.number}>
        {ticket.number} · {typeLabel(ticket.type)}
      </p>
      <h1>{ticket.title ?? ticket.number}</h1>
      <p className={styles.tags}>
        <Stage category={ticket.category} label={pick(trace.stages[ticket.stage] ?? {}, language) || null} />
        <Priority value={ticket.priority ?? undefined} />
        <Link to={`/tickets/${ticket.number}`}>{t("openTicket")}</Link>
      </p>
      {ticket.description && <p className={styles.description}>{ticket.description}</p>}
    </header>
  );
}

function Who({ ticket, trace }: { ticket: Ticket; trace: Trace }) {
  const t = useTexts(texts);
  const format = useFormats();
  const nameOf = usePersonName();
  const name = (id: string | null | undefined) => (id ? (trace.people[id] ?? nameOf(id)) : null);
  const lines: [string, string | null | undefined][] = [
    [t("submitter"), name(ticket.submitter)],
    [t("assignee"), name(ticket.assignee)],
    [t("created"), format.exact(ticket.created_at)],
    [t("resolved"), moment(ticket.resolved_at, format.exact)],
    [t("archived"), moment(ticket.archived_at, format.exact)],
  ];
  return (
    <Panel title={t("facts")}>
      <dl className={styles.list}>
        {lines
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </Panel>
  );
}

function moment(at: unknown, say: (at: number) => string): string | null {
  return typeof at === "number" ? say(at) : null;
}

/** All pictures and recordings of the case together. */
function Evidence({ files }: { files: readonly string[] }) {
  const t = useTexts(texts);
  if (!files.length) return null;
  return (
    <Panel title={t("evidence", { count: files.length })}>
      <StoredFiles ids={files} />
    </Panel>
  );
}
