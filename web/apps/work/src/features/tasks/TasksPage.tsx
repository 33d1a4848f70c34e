import { useTexts } from "@bihuan/i18n";
import { Chip, Notice, State, Tag, useNow } from "@bihuan/ui";
import { lazy, Suspense, useState } from "react";
import { Due } from "../../shared/Due.tsx";
import { Loaded } from "../../shared/Loaded.tsx";
import { useTypeLabel } from "../../shared/lookups.ts";
import { Line, Lines, Page, Priority, TicketNumber } from "../../shared/parts.tsx";
import { unsent, useOutbox } from "../../shared/queue/outbox.ts";
import { SyncSummary } from "../../shared/queue/SyncState.tsx";
import { texts as shared } from "../../shared/texts.ts";
import { clockOf, visitWord } from "../../shared/tickets.ts";
import { inOrder, type Order, type PlacedTask } from "./order.ts";
import styles from "./TasksPage.module.css";
import { texts } from "./texts.ts";
import { usePlacedTasks } from "./usePlacedTasks.ts";

// It knows days of the company, and the tasks do not wait for that.
const Together = lazy(() => import("./Together.tsx").then((page) => ({ default: page.Together })));

/** What this person has to do, the most urgent first. */
export default function TasksPage() {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const { tasks, placed, isKept, here, locate } = usePlacedTasks();
  const [order, setOrder] = useState<Order>("due");
  const [asked, setAsked] = useState(false);
  const byDistance = async () => {
    setOrder("near");
    if (!here) await locate();
    setAsked(true);
  };
  return (
    <Page title={say("tasks")}>
      <Suspense>
        <Together />
      </Suspense>
      <Loaded query={tasks}>
        {(rows) =>
          rows.length === 0 ? (
            <State icon="check" title={t("none")} hint={t("noneHint")} />
          ) : (
            <>
              <div className={styles.orders}>
                <Chip on={order === "due"} onToggle={() => setOrder("due")}>
                  {t("due")}
                </Chip>
                <Chip on={order === "near"} onToggle={byDistance}>
                  {t("near")}
                </Chip>
              </div>
              {order === "near" && asked && !here && <Notice tone="warn">{t("noPlace")}</Notice>}
              <Lines>
                {inOrder(placed, order).map((each) => (
                  <TaskLine key={each.task.id} placed={each} />
                ))}
              </Lines>
              {isKept && <p className={styles.kept}>{t("kept")}</p>}
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function TaskLine({ placed: { task, row, metres, standing } }: { placed: PlacedTask }) {
  const say = useTexts(shared);
  const now = useNow();
  const typeLabel = useTypeLabel();
  const waiting = unsent(useOutbox(task.ticket));
  const visit = visitWord(standing?.visit ?? task.visit);
  const far = metres === null ? "" : metres < 1000 ? say("distanceM", { count: Math.round(metres / 10) * 10 }) : "";
  const km = metres === null || metres < 1000 ? "" : say("distanceKm", { count: (metres / 1000).toFixed(1) });
  return (
    <Line
      to={`/tickets/${task.number}`}
      title={task.title ?? task.number}
      sub={
        <>
          {[row?.customer_name, typeLabel(task.type), far || km].filter(Boolean).map((word) => `${word} · `)}
          <TicketNumber value={task.number} />
        </>
      }
      tags={
        <>
          {row && <Due row={clockOf(row)} now={now} />}
          <Priority value={task.priority} />
          {task.owner_name && <Tag tone="accent">{say("inPlaceOf", { name: task.owner_name })}</Tag>}
          {visit && <Tag tone={standing?.ahead ? "warn" : "accent"}>{say(visit)}</Tag>}
          {waiting.length > 0 && <SyncSummary items={waiting} />}
        </>
      }
    />
  );
}
