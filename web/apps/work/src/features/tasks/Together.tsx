import type { HelpedTask, MySession } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Panel, Tag } from "@bihuan/ui";
import { usePersonName } from "../../shared/lookups.ts";
import { Line, Lines, Priority, TicketNumber } from "../../shared/parts.tsx";
import { useHelping, useSessionsToday } from "../../shared/useTogether.ts";
import styles from "./TasksPage.module.css";
import { texts } from "./texts.ts";

/** What this person does with others today: sessions, and tasks that he helps with. */
export function Together() {
  const t = useTexts(texts);
  const sessions = useSessionsToday().data ?? [];
  const helping = useHelping().data ?? [];
  return (
    <>
      {sessions.length > 0 && (
        <Panel title={t("sessionsToday")}>
          <Lines>
            {sessions.map((session) => (
              <SessionLine key={session.id} session={session} />
            ))}
          </Lines>
        </Panel>
      )}
      {helping.length > 0 && (
        <Panel title={t("helping")}>
          <Lines>
            {helping.map((task) => (
              <HelpLine key={task.task} task={task} />
            ))}
          </Lines>
        </Panel>
      )}
    </>
  );
}

function SessionLine({ session }: { session: MySession }) {
  const t = useTexts(texts);
  const format = useFormats();
  const title = session.subject ?? session.title ?? t("session");
  return (
    <Line
      to={`/tickets/${session.number ?? session.ticket}`}
      title={title}
      sub={
        <>
          {format.instant(session.start)}
          {session.place && ` · ${session.place}`}
          {session.number && " · "}
          {session.number && <TicketNumber value={session.number} />}
        </>
      }
      tags={session.state === "held" && <Tag tone="good">{t("held")}</Tag>}
    />
  );
}

function HelpLine({ task }: { task: HelpedTask }) {
  const t = useTexts(texts);
  const name = usePersonName();
  return (
    <Line
      to={`/tickets/${task.number}`}
      title={task.title ?? task.number}
      sub={
        <>
          {task.owner && <span className={styles.kept}>{t("ownedBy", { name: name(task.owner) })} · </span>}
          <TicketNumber value={task.number} />
        </>
      }
      tags={<Priority value={task.priority} />}
    />
  );
}
