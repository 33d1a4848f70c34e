import type { Ticket } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Arriving } from "@bihuan/session";
import { Icon, Skeleton, Tag } from "@bihuan/ui";
import { type ComponentType, Suspense } from "react";
import { Link, useParams } from "react-router";
import { Failure } from "../../shared/Failure.tsx";
import { useTypeLabel } from "../../shared/lookups.ts";
import { Priority, Stage } from "../../shared/Stage.tsx";
import { coreOf } from "../../shared/tickets.ts";
import { useTitle } from "../../shared/useTitle.ts";
import { Details } from "./Details.tsx";
import { Facts } from "./Facts.tsx";
import { Notes } from "./Notes.tsx";
import { Print } from "./Print.tsx";
import { Progress } from "./Progress.tsx";
import { Proof } from "./Proof.tsx";
import { DoingsProvider, useDoings } from "./presence/busy.ts";
import { Presence } from "./presence/Presence.tsx";
import { Tasks } from "./Tasks.tsx";
import styles from "./TicketPage.module.css";
import { Timeline } from "./Timeline.tsx";
import { ToldPanel } from "./Told.tsx";
import { texts } from "./texts.ts";
import { useLiveTicket, useTicket } from "./useTicket.ts";
import { VisitTime } from "./VisitTime.tsx";

/** Panels of other features that stand on a ticket's page; each shows nothing where it has nothing to say. */
interface Panels {
  Clocks: ComponentType<{ ticket: Ticket }>;
  Dispatch: ComponentType<{ ticket: Ticket }>;
  Family: ComponentType<{ ticket: Ticket }>;
  Files: ComponentType<{ ticket: Ticket }>;
  Together: ComponentType<{ ticket: Ticket }>;
  Links: ComponentType<{ ticket: Ticket }>;
  Leader: ComponentType<{ ticket: Ticket }>;
  Share: ComponentType<{ ticket: Ticket }>;
}

export default function TicketPage(panels: Panels) {
  const { key = "" } = useParams();
  const ticket = useTicket(key);
  const t = useTexts(texts);
  useTitle(ticket.data?.number ?? key);
  useLiveTicket(key, ticket.data?.id);
  return (
    <div className={styles.page}>
      <Link to="/tickets" className={styles.back}>
        <Icon name="back" />
        {t("back")}
      </Link>
      {ticket.isPending && <Skeleton lines={10} height={20} />}
      {ticket.isError && !ticket.data && <Failure error={ticket.error} onRetry={() => ticket.refetch()} />}
      {ticket.data && (
        <Arriving key={ticket.data.id}>
          <Content ticket={ticket.data} pageKey={key} panels={panels} />
        </Arriving>
      )}
    </div>
  );
}

function Content({ ticket, pageKey, panels }: { ticket: Ticket; pageKey: string; panels: Panels }) {
  const { Clocks, Dispatch, Family, Files, Together, Links, Leader, Share } = panels;
  const core = coreOf(ticket);
  const language = useLanguage();
  const typeLabel = useTypeLabel();
  const { doings, state } = useDoings();
  return (
    <DoingsProvider value={doings}>
      <header className={styles.head}>
        <Print ticket={ticket} />
        <p className={styles.number}>
          {ticket.number} · {typeLabel(ticket.type)}
        </p>
        <h1>{core.title}</h1>
        <p className={styles.tags}>
          <Stage category={ticket.category} label={pick(ticket.stage_label, language) || null} />
          <Priority value={core.priority} />
          {tagsOf(ticket).map((tag) => (
            <Tag key={tag} tone="accent">
              {tag}
            </Tag>
          ))}
        </p>
        <Presence ticket={ticket.id} state={state} />
      </header>
      <Progress ticket={ticket} pageKey={pageKey} />
      <Suspense>
        <Leader ticket={ticket} />
      </Suspense>
      <div className={styles.columns}>
        <div className={styles.column}>
          <VisitTime ticket={ticket} />
          <Tasks ticket={ticket} pageKey={pageKey} />
          <Details ticket={ticket} pageKey={pageKey} />
          <Suspense>
            <Files ticket={ticket} />
          </Suspense>
          <Suspense>
            <Family ticket={ticket} />
          </Suspense>
          <Suspense>
            <Together ticket={ticket} />
          </Suspense>
          <Suspense>
            <Links ticket={ticket} />
          </Suspense>
          <Suspense>
            <Dispatch ticket={ticket} />
          </Suspense>
          <ToldPanel ticket={ticket} pageKey={pageKey} />
          <Notes pageKey={pageKey} />
          <Timeline ticket={ticket} pageKey={pageKey} />
        </div>
        <aside className={styles.aside}>
          <div className={styles.soon}>
            <Suspense>
              <Clocks ticket={ticket} />
            </Suspense>
          </div>
          <Facts ticket={ticket} />
          <Suspense>
            <Share ticket={ticket} />
          </Suspense>
          <Proof ticket={ticket} pageKey={pageKey} />
        </aside>
      </div>
    </DoingsProvider>
  );
}

/** What rules and people marked it with; a mark that is hidden from this person is no list. */
function tagsOf({ tags }: Ticket): readonly string[] {
  return Array.isArray(tags) ? tags : [];
}
