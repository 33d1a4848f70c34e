import type { Ticket } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Due, Panel, useNow } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { Actions } from "../../shared/acting/Actions.tsx";
import { FormDesk } from "../../shared/forms.tsx";
import { Loaded } from "../../shared/Loaded.tsx";
import { useTypeLabel } from "../../shared/lookups.ts";
import { Page, Priority, Stage } from "../../shared/parts.tsx";
import { useOutbox } from "../../shared/queue/outbox.ts";
import { Outgoing } from "../../shared/queue/SyncState.tsx";
import { clockOf } from "../../shared/tickets.ts";
import { ticketQuery } from "../../shared/useJob.ts";
import { Clocks } from "./Clocks.tsx";
import { CustomerPanel } from "./CustomerPanel.tsx";
import { Details } from "./Details.tsx";
import { DevicePanel } from "./DevicePanel.tsx";
import styles from "./JobPage.module.css";
import { NoteForm } from "./NoteForm.tsx";
import { Receipt } from "./Receipt.tsx";
import { Timeline } from "./Timeline.tsx";
import { texts } from "./texts.ts";

const DONE: ReadonlySet<string> = new Set(["resolved", "closed"]);

/** One job: who, where and what, what to do next, and what has been done. */
export default function JobPage({ ticketKey }: { ticketKey: string }) {
  const query = useQuery(ticketQuery(ticketKey));
  return (
    <Page title={query.data?.title ?? ticketKey} back="/">
      <Loaded query={query}>
        {(ticket) => (
          <FormDesk chain={ticket.id}>
            <Job ticket={ticket} />
          </FormDesk>
        )}
      </Loaded>
    </Page>
  );
}

function Job({ ticket }: { ticket: Ticket }) {
  const t = useTexts(texts);
  const now = useNow();
  const typeLabel = useTypeLabel();
  const outgoing = useOutbox(ticket.id);
  return (
    <>
      <div className={styles.about}>
        <p className={styles.number}>
          {ticket.number} · {typeLabel(ticket.type)}
        </p>
        <p className={styles.tags}>
          <Stage category={ticket.category} label={ticket.stage_label} />
          <Priority value={ticket.priority} />
          <Due row={clockOf(ticket)} now={now} />
        </p>
      </div>
      <Panel title={t("todo")}>
        <Actions ticket={ticket} outgoing={outgoing} />
      </Panel>
      {outgoing.length > 0 && (
        <Panel title={t("outgoing")}>
          <Outgoing items={outgoing} />
        </Panel>
      )}
      {DONE.has(ticket.category) && <Receipt ticket={ticket} />}
      <CustomerPanel ticket={ticket} />
      <DevicePanel ticket={ticket} />
      <Details ticket={ticket} />
      <NoteForm ticket={ticket} />
      <Clocks ticket={ticket} />
      <Timeline ticket={ticket} />
    </>
  );
}
