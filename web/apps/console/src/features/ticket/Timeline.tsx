import type { Ticket, Trace } from "@bihuan/api";
import { type Translate, useFormats, useTexts } from "@bihuan/i18n";
import { Panel, Skeleton } from "@bihuan/ui";
import { Failure } from "../../shared/Failure.tsx";
import { usePersonName } from "../../shared/lookups.ts";
import styles from "./TicketPage.module.css";
import { texts } from "./texts.ts";
import { useTrace } from "./useTicket.ts";
import { SILENT, words } from "./words.ts";

/** One event of the trace, as the server sends it. */
interface Entry {
  no: number;
  type: string;
  at: number;
  caller: { kind: string; id: string | null };
  erased: boolean;
  what: Record<string, unknown>;
}

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
  const entries = (trace.events as unknown as Entry[]).filter((entry) => !SILENT.has(entry.type)).reverse();
  return (
    <ol className={styles.timeline}>
      {entries.map((entry) => (
        <Event key={entry.no} entry={entry} people={trace.people} />
      ))}
    </ol>
  );
}

function Event({ entry, people }: { entry: Entry; people: Record<string, string> }) {
  const t = useTexts(texts);
  const say = useTexts(words) as Translate<Record<string, string>>;
  const format = useFormats();
  const nameOf = usePersonName();
  const by = (entry.caller.id && people[entry.caller.id]) || t("system");
  const person = typeof entry.what.person === "string" ? entry.what.person : null;
  const who = (person && (people[person] ?? nameOf(person))) || by;
  const known = entry.type in words.zh ? named(entry) : "Other";
  const comment = [entry.what.comment, entry.what.reason, entry.what.text].find((said) => said);
  return (
    <li className={styles.event}>
      <p>
        <span className={styles.by}>{by}</span> {sayWith(say, known, who)}
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
