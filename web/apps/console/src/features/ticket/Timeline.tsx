import type { Ticket, Trace } from "@bihuan/api";
import { type Translate, useFormats, useTexts } from "@bihuan/i18n";
import { Panel, Skeleton } from "@bihuan/ui";
import { Link } from "react-router";
import { Failure } from "../../shared/Failure.tsx";
import { usePersonName } from "../../shared/lookups.ts";
import { type Entry, entriesOf } from "./entries.ts";
import styles from "./TicketPage.module.css";
import { texts } from "./texts.ts";
import { useTrace } from "./useTicket.ts";
import { words } from "./words.ts";

/** What happened, newest first. */
export function Timeline({ ticket, pageKey }: { ticket: Ticket; pageKey: string }) {
  const t = useTexts(texts);
  const trace = useTrace(pageKey, ticket.version);
  return (
    <Panel title={t("timeline")}>
      {trace.isPending && <Skeleton lines={5} />}
      {trace.isError && !trace.data && <Failure error={trace.error} onRetry={() => trace.refetch()} />}
      {trace.data && <Entries trace={trace.data} />}
    </Panel>
  );
}

function Entries({ trace }: { trace: Trace }) {
  return (
    <ol className={styles.timeline}>
      {entriesOf(trace).map((entry) => (
        <Event key={entry.from ? String(entry.what.id) : entry.no} entry={entry} people={trace.people} />
      ))}
    </ol>
  );
}

function Event({ entry, people }: { entry: Entry; people: Record<string, string> }) {
  const t = useTexts(texts);
  const say = useTexts(words) as Translate<Record<string, string>>;
  const format = useFormats();
  const nameOf = usePersonName();
  const by = (entry.caller.id && (people[entry.caller.id] ?? nameOf(entry.caller.id))) || t("system");
  const person = typeof entry.what.person === "string" ? entry.what.person : null;
  const who = (person && (people[person] ?? nameOf(person))) || by;
  const known = entry.type in words.zh ? named(entry) : "Other";
  const comment = [entry.what.comment, entry.what.reason, entry.what.text].find((said) => said);
  return (
    <li className={styles.event}>
      <p>
        <span className={styles.by}>{by}</span> {sayWith(say, known, who)}
        {entry.from && (
          <Link to={`/tickets/${entry.from}`} className={styles.from}>
            {entry.from}
          </Link>
        )}
        <time
          className={styles.at}
          dateTime={new Date(entry.at).toISOString()}
          title={`${format.exact(entry.at)} · #${entry.no}`}
        >
          {format.instant(entry.at)}
        </time>
      </p>
      {comment !== undefined && <p className={styles.said}>{String(comment)}</p>}
    </li>
  );
}

/** A call that nobody took is told as one. */
function named({ type, what }: Entry): string {
  return type === "CallLogged" && what.outcome !== "reached" ? "CallMissed" : type;
}

function sayWith(say: Translate<Record<string, string>>, type: string, who: string): string {
  return (say as (key: string, parameters: Record<string, string>) => string)(type, { who });
}
