import type { Ticket } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { useUses } from "@bihuan/session";
import { Button, Panel } from "@bihuan/ui";
import { useState } from "react";
import { Booking } from "./Booking.tsx";
import { CrewLine } from "./CrewLine.tsx";
import { Session } from "./Session.tsx";
import styles from "./Together.module.css";
import { texts } from "./texts.ts";
import { useCrews, useSessions } from "./useTogether.ts";

/** Joint sessions of a ticket, and who helps with its tasks. Customers see nothing of it. */
export default function TogetherPanel({ ticket }: { ticket: Ticket }) {
  const t = useTexts(texts);
  const [open, setOpen] = useState(false);
  const used = useUses("joint");
  const found = useSessions(ticket).data;
  const crews = useCrews(ticket).data ?? [];
  if (!found) return null;
  const { sessions, may_plan } = found;
  const plans = used && may_plan;
  const shown = crews.filter((crew) => (used && crew.may_set) || crew.people.length > 0);
  if (!plans && !sessions.length && !shown.length) return null;
  return (
    <Panel title={t("together")} extra={plans && <Button onClick={() => setOpen(true)}>{t("plan")}</Button>}>
      <div className={styles.groups}>
        {sessions.length > 0 ? (
          <ul className={styles.lines}>
            {sessions.map((session) => (
              <li key={session.id}>
                <Session ticket={ticket} session={session} mayPlan={may_plan} />
              </li>
            ))}
          </ul>
        ) : (
          <p className={styles.quiet}>{t("none")}</p>
        )}
        {shown.length > 0 && (
          <div className={styles.group}>
            <h3>{t("crew")}</h3>
            {shown.map((crew) => (
              <CrewLine key={crew.task} crew={crew} />
            ))}
          </div>
        )}
      </div>
      {open && <Booking ticket={ticket} session={null} onClose={() => setOpen(false)} />}
    </Panel>
  );
}
