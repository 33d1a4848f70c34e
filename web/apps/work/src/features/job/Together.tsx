import { type JointSession, type Ticket, tenantBase } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Icon, Panel, Tag } from "@bihuan/ui";
import { usePersonName } from "../../shared/lookups.ts";
import { Facts } from "../../shared/parts.tsx";
import { useTogether } from "../../shared/useTogether.ts";
import styles from "./JobPage.module.css";
import { OwnVisit } from "./OwnVisit.tsx";
import { texts } from "./texts.ts";

/** Who works on this job together, and when they talk it over. */
export function Together({ ticket }: { ticket: Ticket }) {
  const t = useTexts(texts);
  const name = usePersonName();
  const found = useTogether(ticket).data;
  const names = (people: readonly string[]) => people.map(name).filter(Boolean).join("、");
  const crews = found?.crews.filter((crew) => crew.people.length > 0) ?? [];
  if (!found || (!crews.length && !found.sessions.length)) return null;
  return (
    <Panel title={t("together")}>
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
          <Session key={session.id} session={session} people={names(session.people)} />
        ))}
      </div>
    </Panel>
  );
}

function Session({ session, people }: { session: JointSession; people: string }) {
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
    </div>
  );
}
