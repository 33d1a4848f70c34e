import { type JointSession, type Ticket, tenantBase } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { useUses } from "@bihuan/session";
import { Button, Icon, Panel, Tag } from "@bihuan/ui";
import { useState } from "react";
import { usePersonName } from "../../shared/lookups.ts";
import { Facts } from "../../shared/parts.tsx";
import { useTogether } from "../../shared/useTogether.ts";
import { Booking } from "./Booking.tsx";
import styles from "./JobPage.module.css";
import { Cancelling, Minutes } from "./Minutes.tsx";
import { OwnVisit } from "./OwnVisit.tsx";
import { texts } from "./texts.ts";

/** Who works on this job together, and when they talk it over. */
export function Together({ ticket }: { ticket: Ticket }) {
  const t = useTexts(texts);
  const name = usePersonName();
  const found = useTogether(ticket).data;
  const names = (people: readonly string[]) => people.map(name).filter(Boolean).join("、");
  const crews = found?.crews.filter((crew) => crew.people.length > 0) ?? [];
  const [planning, setPlanning] = useState(false);
  // Switched off, nothing new is planned; what is planned is held or cancelled.
  const plans = useUses("joint") && found?.mayPlan;
  if (!found || (!crews.length && !found.sessions.length && !plans)) return null;
  return (
    <Panel title={t("together")} extra={plans && <Button onClick={() => setPlanning(true)}>{t("planSession")}</Button>}>
      <div className={styles.stack}>
        {crews.map((crew) => (
          <Facts
            key={crew.task}
            facts={[
              [t("owner"), name(crew.owner)],
              [t("helpers"), names(crew.people)],
            ]}
          />
        ))}
        {crews.length > 0 && <OwnVisit ticket={ticket} />}
        {found.sessions.map((session) => (
          <Session key={session.id} {...{ ticket, session, people: names(session.people), mayPlan: found.mayPlan }} />
        ))}
        {!crews.length && !found.sessions.length && <p className={styles.quiet}>{t("noSessions")}</p>}
      </div>
      {planning && <Booking ticket={ticket} session={null} onClose={() => setPlanning(false)} />}
    </Panel>
  );
}

interface SessionProps {
  ticket: Ticket;
  session: JointSession;
  people: string;
  mayPlan: boolean;
}

function Session({ ticket, session, people, mayPlan }: SessionProps) {
  const t = useTexts(texts);
  const format = useFormats();
  const { link, state } = session;
  return (
    <div className={styles.stack}>
      <p className={styles.tags}>
        <strong>{session.subject ?? t("session")}</strong>
        {state === "held" && <Tag tone="good">{t("held")}</Tag>}
      </p>
      <Facts
        facts={[
          [t("when"), format.exact(session.start)],
          [t("site"), session.place],
          [t("people"), people],
          [t("minutes"), session.minutes],
          [t("conclusion"), session.conclusion],
        ]}
      />
      {state === "planned" && (
        <div className={styles.buttons}>
          {link && (
            <a href={link} target="_blank" rel="noreferrer" className={styles.link}>
              <Icon name="globe" />
              {t("openLink")}
            </a>
          )}
          <a href={`${tenantBase()}/api/v1/joint-sessions/${session.id}/calendar`} download className={styles.link}>
            <Icon name="clock" />
            {t("calendar")}
          </a>
        </div>
      )}
      {mayPlan && <Doings ticket={ticket} session={session} />}
    </div>
  );
}

/** Move it, call it off, or write down what came of it: one tap each. */
function Doings({ ticket, session }: Pick<SessionProps, "ticket" | "session">) {
  const t = useTexts(texts);
  const [dialog, setDialog] = useState<"change" | "cancel" | "write" | null>(null);
  const onClose = () => setDialog(null);
  const planned = session.state === "planned";
  const begun = session.start <= Date.now();
  return (
    <>
      <div className={styles.buttons}>
        {begun && (
          <Button look={planned ? "primary" : "plain"} onClick={() => setDialog("write")}>
            {t(planned ? "writeMinutes" : "correctMinutes")}
          </Button>
        )}
        {planned && <Button onClick={() => setDialog("change")}>{t("moveSession")}</Button>}
        {planned && (
          <Button look="quiet" onClick={() => setDialog("cancel")}>
            {t("cancelSession")}
          </Button>
        )}
      </div>
      {dialog === "change" && <Booking {...{ ticket, session, onClose }} />}
      {dialog === "cancel" && <Cancelling {...{ ticket, session, onClose }} />}
      {dialog === "write" && <Minutes {...{ ticket, session, onClose }} />}
    </>
  );
}
