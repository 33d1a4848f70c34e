import type { OwnTicket } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Notice, Panel, Skeleton, State } from "@bihuan/ui";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { Link } from "wouter";
import { FormDesk } from "../../shared/FormDesk.tsx";
import { Failed, Frame } from "../../shared/Frame.tsx";
import { Late } from "../../shared/Late.tsx";
import { Messages } from "./Messages.tsx";
import { Progress } from "./Progress.tsx";
import styles from "./TicketPage.module.css";
import { texts } from "./texts.ts";
import { Urge } from "./Urge.tsx";
import { linkToken, useOwnTicket } from "./useOwnTicket.ts";

// Few tickets have an appointment: not in the first load.
const Visit = lazy(() => import("./Visit.tsx").then((one) => ({ default: one.Visit })));
// What draws and judges forms comes while the ticket is asked for, not before the page and not behind the ticket.
const loadReported = () => import("./Reported.tsx");
const loadWaiting = () => import("./Waiting.tsx");
const Reported = lazy(() => loadReported().then((one) => ({ default: one.Reported })));
const Waiting = lazy(() => loadWaiting().then((one) => ({ default: one.Waiting })));
const AT_ONCE = () => Promise.resolve();

/** The page behind a ticket's link. */
export function TicketPage() {
  const t = useTexts(texts);
  const token = useMemo(linkToken, []);
  if (token) return <Linked />;
  return (
    <Frame title={t("heading")}>
      <State icon="lock" title={t("noLink")} hint={t("noLinkHint")}>
        <Link href="/mine">{t("toMine")}</Link>
      </State>
    </Frame>
  );
}

function Linked() {
  const t = useTexts(texts);
  const ticket = useOwnTicket();
  useEffect(() => {
    // What fails to load says so where it is drawn.
    Promise.all([loadReported(), loadWaiting()]).catch(() => undefined);
  }, []);
  if (ticket.data) return <Whole ticket={ticket.data} onChange={ticket.put} />;
  return (
    <Frame title={t("heading")}>
      {ticket.error ? <Failed error={ticket.error} onRetry={ticket.again} /> : <Whiling />}
    </Frame>
  );
}

function Whiling() {
  return (
    <Panel>
      <Skeleton lines={8} height={20} />
    </Panel>
  );
}

function Whole({ ticket, onChange }: { ticket: OwnTicket; onChange: (ticket: OwnTicket) => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const formats = useFormats();
  const isNew = useJustSent();
  return (
    <Frame company={ticket.company} title={ticket.title ?? pick(ticket.type_label, language)}>
      <p className={styles.under}>
        {pick(ticket.type_label, language)} · <span className={styles.number}>{ticket.number}</span> ·{" "}
        {formats.instant(ticket.created_at)}
      </p>
      {isNew && <Sent />}
      <FormDesk ready={AT_ONCE}>
        <Late fallback={<Whiling />}>
          <Waiting ticket={ticket} onChange={onChange} />
          <Panel>
            <Progress ticket={ticket} />
            <Suspense>
              <Visit ticket={ticket} onChange={onChange} />
            </Suspense>
            <Urge ticket={ticket} onChange={onChange} />
          </Panel>
          <Messages ticket={ticket} onChange={onChange} />
          <Panel title={t("reported")}>
            <Reported ticket={ticket} />
          </Panel>
          <Waiting ticket={ticket} onChange={onChange} own />
        </Late>
      </FormDesk>
    </Frame>
  );
}

/** Whether the visitor has sent it a moment ago; whoever comes back later is not told so again. */
function useJustSent(): boolean {
  const [isNew] = useState(() => new URLSearchParams(location.search).has("new"));
  useEffect(() => {
    if (isNew) history.replaceState(history.state, "", location.pathname + location.hash);
  }, [isNew]);
  return isNew;
}

function Sent() {
  const t = useTexts(texts);
  const [copied, setCopied] = useState(false);
  // Copying is for secure pages; elsewhere the address bar is there.
  const copy = () => navigator.clipboard.writeText(location.href).then(() => setCopied(true));
  return (
    <Notice tone="good">
      <p>{t("sent")}</p>
      {window.isSecureContext && (
        <Button icon={copied ? "check" : "clip"} onClick={copy}>
          {t(copied ? "copied" : "share")}
        </Button>
      )}
    </Notice>
  );
}
