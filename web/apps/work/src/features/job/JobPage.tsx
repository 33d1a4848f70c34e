import type { Ticket } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Panel, Tag, useNow } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { useActing } from "../../shared/acting/Actions.tsx";
import acting from "../../shared/acting/acting.module.css";
import { type Standing, standingsOf } from "../../shared/acting/standing.ts";
import { Urge } from "../../shared/acting/Urge.tsx";
import { Due } from "../../shared/Due.tsx";
import { FormDesk } from "../../shared/forms.tsx";
import { Loaded } from "../../shared/Loaded.tsx";
import { usePersonName, useTypeLabel } from "../../shared/lookups.ts";
import { Page, Priority, Stage, TicketNumber } from "../../shared/parts.tsx";
import { useOutbox } from "../../shared/queue/outbox.ts";
import { SyncSummary } from "../../shared/queue/SyncState.tsx";
import { texts as shared } from "../../shared/texts.ts";
import { clockOf, visitWord } from "../../shared/tickets.ts";
import { ticketQuery } from "../../shared/useJob.ts";
import { Clocks } from "./Clocks.tsx";
import { CustomerPanel } from "./CustomerPanel.tsx";
import { Details } from "./Details.tsx";
import { DevicePanel } from "./DevicePanel.tsx";
import { Family } from "./Family.tsx";
import styles from "./JobPage.module.css";
import { NoteForm } from "./NoteForm.tsx";
import { Receipt } from "./Receipt.tsx";
import { Timeline } from "./Timeline.tsx";
import { Together } from "./Together.tsx";
import { ToldPanel, useReading } from "./Told.tsx";
import { texts } from "./texts.ts";
import { VisitTime } from "./VisitTime.tsx";
import { WaitsPanel, WholePanel } from "./Whole.tsx";

const DONE: ReadonlySet<string> = new Set(["resolved", "closed"]);

/** One job: who, where and what, what to do next, and what has been done. */
export default function JobPage({ ticketKey }: { ticketKey: string }) {
  const query = useQuery(ticketQuery(ticketKey));
  return (
    <Page title={query.data?.title ?? ticketKey} back="/">
      <Loaded query={query}>
        {(ticket) => (
          <FormDesk chain={ticket.id}>
            <Job ticket={ticket} readAt={query.dataUpdatedAt} />
          </FormDesk>
        )}
      </Loaded>
    </Page>
  );
}

function Job({ ticket, readAt }: { ticket: Ticket; readAt: number }) {
  const t = useTexts(texts);
  const now = useNow();
  const typeLabel = useTypeLabel();
  const language = useLanguage();
  const nameOf = usePersonName();
  const outgoing = useOutbox(ticket.id);
  const standings = standingsOf(ticket, readAt, outgoing);
  const { buttons, hint, rest } = useActing({ ticket, standings, outgoing });
  const reading = useReading({ ticket, readAt, outgoing });
  return (
    <>
      <div className={styles.about}>
        <p className={styles.number}>
          <TicketNumber value={ticket.number} />
          {typeLabel(ticket.type) && ` · ${typeLabel(ticket.type)}`}
        </p>
        <p className={styles.tags}>
          <Stage category={ticket.category} label={ticket.stage_label} />
          <Priority value={ticket.priority} />
          <Due row={clockOf(ticket)} now={now} />
          {standings.map((standing) => (
            <Here key={standing.task.id} standing={standing} />
          ))}
        </p>
      </div>
      <Panel title={t("todo")} extra={outgoing.length > 0 && <SyncSummary items={outgoing} />}>
        <div className={styles.stack}>
          {hint}
          {ticket.tasks.map((task) => (
            <div key={task.id} className={styles.step}>
              <span>
                {pick(task.label, language)}
                {nameOf(task.assignee) && <span className={styles.quiet}> · {nameOf(task.assignee)}</span>}
              </span>
              <Urge {...{ ticket, task, readAt, outgoing }} />
            </div>
          ))}
          {rest}
        </div>
      </Panel>
      <WaitsPanel {...{ ticket, outgoing }} />
      <ToldPanel {...{ ticket, readAt, outgoing }} />
      {DONE.has(ticket.category) && <Receipt ticket={ticket} />}
      <Family ticket={ticket} />
      <VisitTime {...{ ticket, outgoing }} />
      <Together ticket={ticket} />
      <CustomerPanel ticket={ticket} />
      <DevicePanel ticket={ticket} />
      <Details ticket={ticket} />
      <NoteForm ticket={ticket} />
      <Clocks ticket={ticket} />
      <Timeline ticket={ticket} />
      <WholePanel {...{ ticket, outgoing }} />
      {(reading || buttons) && (
        <section className={acting.dock} aria-label={t("todo")}>
          {reading}
          {buttons}
        </section>
      )}
    </>
  );
}

/** Where the visit is; what only this phone knows so far says so. */
function Here({ standing: { visit, ahead, ended } }: { standing: Standing }) {
  const say = useTexts(shared);
  const word = visitWord(visit);
  // At work is what the stage says already.
  if (!word || ended || (word === "working" && !ahead)) return null;
  return <Tag tone={ahead ? "warn" : "accent"}>{ahead ? `${say(word)} · ${say("toSync")}` : say(word)}</Tag>;
}
