import type { Ticket, Trace } from "@bihuan/api";
import { StoredFiles } from "@bihuan/forms";
import { type Translate, useFormats, useTexts } from "@bihuan/i18n";
import { type Mention, Said } from "@bihuan/session";
import { Chip, Panel, readDrawing, Signature, Skeleton } from "@bihuan/ui";
import { useEffect, useRef, useState } from "react";
import { Link, useLocation } from "react-router";
import { CheckedIn } from "../../shared/events/CheckedIn.tsx";
import { wordOf, words } from "../../shared/events/words.ts";
import { Failure } from "../../shared/Failure.tsx";
import { usePersonName } from "../../shared/lookups.ts";
import { type Entry, entriesOf, KINDS, type Kind, kindOf } from "./entries.ts";
import styles from "./TicketPage.module.css";
import { texts } from "./texts.ts";
import { useTrace } from "./useTicket.ts";

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
  const t = useTexts(texts);
  const [kind, setKind] = useState<Kind | "all">("all");
  const all = entriesOf(trace);
  const shown = kind === "all" ? all : all.filter((entry) => kindOf(entry) === kind);
  return (
    <>
      <div className={styles.kinds}>
        {(["all", ...KINDS] as const).map((each) => (
          <Chip key={each} on={kind === each} onToggle={() => setKind(each)}>
            {t(each)}
          </Chip>
        ))}
      </div>
      {!shown.length && <p className={styles.quiet}>{t("nothingOfKind")}</p>}
      <ol className={styles.timeline}>
        {shown.map((entry) => (
          <Event key={entry.from ? String(entry.what.id) : entry.no} entry={entry} people={trace.people} />
        ))}
      </ol>
    </>
  );
}

function Event({ entry, people }: { entry: Entry; people: Record<string, string> }) {
  const t = useTexts(texts);
  const say = useTexts(words) as Translate<Record<string, string>>;
  const format = useFormats();
  const nameOf = usePersonName();
  const by = (entry.caller.id && (people[entry.caller.id] ?? nameOf(entry.caller.id))) || t("system");
  const person = typeof entry.what.person === "string" ? entry.what.person : null;
  const named = (person && (people[person] ?? nameOf(person))) || by;
  const who = isDeputed(entry) ? t("deputed", { name: named }) : named;
  const place = usePlaceOf(entry);
  const known = entry.type in words.zh ? wordOf(entry.type, entry.what) : "Other";
  const comment = [entry.what.comment, entry.what.reason, entry.what.text].find((said) => said);
  return (
    <li ref={place.ref} className={styles.event} data-meant={place.isMeant || undefined} tabIndex={-1}>
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
      {comment !== undefined && (
        <p className={styles.said}>
          <Said text={String(comment)} mentions={mentionsOf(entry, people, nameOf)} />
        </p>
      )}
      <CheckedIn value={entry.what.check_in} />
      <Attached files={entry.what.files} />
      <Signed value={entry.what.signature} />
    </li>
  );
}

/** Whoever was led here by a notice is shown the note that it is about. */
function usePlaceOf(entry: Entry) {
  const ref = useRef<HTMLLIElement>(null);
  const { hash } = useLocation();
  const isMeant = typeof entry.what.note === "string" && hash === `#note-${entry.what.note}`;
  useEffect(() => {
    if (!isMeant || !ref.current) return;
    ref.current.focus({ preventScroll: true });
    return keepInSight(ref.current);
  }, [isMeant]);
  return { ref, isMeant };
}

const SETTLING_MS = 5_000;
const MOVES = ["wheel", "touchmove", "keydown", "pointerdown"] as const;

/** Panels above come one after another and push it away: it is brought back until the reader moves by himself. */
function keepInSight(element: HTMLElement): () => void {
  const watch = new ResizeObserver(() => element.scrollIntoView({ block: "center" }));
  // The body is as high as the window: what grows is the page in it.
  watch.observe(element.closest("main") ?? document.body);
  const end = () => {
    watch.disconnect();
    clearTimeout(timer);
    for (const move of MOVES) removeEventListener(move, end);
  };
  const timer = setTimeout(end, SETTLING_MS);
  for (const move of MOVES) addEventListener(move, end, { passive: true });
  return end;
}

function mentionsOf(entry: Entry, people: Record<string, string>, nameOf: (id: string) => string | null): Mention[] {
  const ids = Array.isArray(entry.what.mentions) ? entry.what.mentions.map(String) : [];
  return ids.map((id) => ({ id, name: people[id] || nameOf(id) }));
}

// Events that name the formal owner as `person` and who really did it as `by`.
const FORMAL = new Set(["VoteCast", "TaskFinished", "VisitAccepted", "VisitRefused", "SigningAnswered"]);

function isDeputed({ type, what, caller }: Entry): boolean {
  return FORMAL.has(type) && caller.id !== null && what.by === caller.id && what.person !== what.by;
}

/** Pictures and recordings that came with it. */
function Attached({ files }: { files: unknown }) {
  const ids = Array.isArray(files) ? files.map(idOf).filter(Boolean) : [];
  if (!ids.length) return null;
  return (
    <div className={styles.signed}>
      <StoredFiles ids={ids} />
    </div>
  );
}

/** Notes name files by their ids; evidence says besides of which kind each is. */
function idOf(file: unknown): string {
  return typeof file === "string" ? file : String((file as { id?: unknown } | null)?.id ?? "");
}

/** What was signed, as it was written. */
function Signed({ value }: { value: unknown }) {
  const t = useTexts(texts);
  const drawing = typeof value === "string" ? readDrawing(value) : null;
  if (!drawing) return null;
  return (
    <div className={styles.signed}>
      <Signature drawing={drawing} label={t("signature")} />
    </div>
  );
}

function sayWith(say: Translate<Record<string, string>>, type: string, who: string): string {
  return (say as (key: string, parameters: Record<string, string>) => string)(type, { who });
}
