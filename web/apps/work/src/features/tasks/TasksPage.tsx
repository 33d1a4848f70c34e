import { useTexts } from "@bihuan/i18n";
import { Chip, Due, Notice, State, Tag, useNow } from "@bihuan/ui";
import { useState } from "react";
import { Loaded } from "../../shared/Loaded.tsx";
import { useTypeLabel } from "../../shared/lookups.ts";
import { Line, Lines, Page, Priority } from "../../shared/parts.tsx";
import { texts as shared } from "../../shared/texts.ts";
import { clockOf } from "../../shared/tickets.ts";
import { inOrder, type Order, type PlacedTask } from "./order.ts";
import styles from "./TasksPage.module.css";
import { texts } from "./texts.ts";
import { usePlacedTasks } from "./usePlacedTasks.ts";

const VISITS = ["offered", "accepted", "en_route", "on_site", "working"] as const;

/** What this person has to do, the most urgent first. */
export default function TasksPage() {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const { tasks, placed, here, locate } = usePlacedTasks();
  const [order, setOrder] = useState<Order>("due");
  const [asked, setAsked] = useState(false);
  const byDistance = async () => {
    setOrder("near");
    if (!here) await locate();
    setAsked(true);
  };
  return (
    <Page title={say("tasks")}>
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
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function TaskLine({ placed: { task, row, metres } }: { placed: PlacedTask }) {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const now = useNow();
  const typeLabel = useTypeLabel();
  const visit = VISITS.find((state) => state === task.visit);
  const far = metres === null ? "" : metres < 1000 ? say("distanceM", { count: Math.round(metres / 10) * 10 }) : "";
  const km = metres === null || metres < 1000 ? "" : say("distanceKm", { count: (metres / 1000).toFixed(1) });
  return (
    <Line
      to={`/tickets/${task.number}`}
      title={task.title ?? task.number}
      sub={[row?.customer_name, typeLabel(task.type), far || km, task.number].filter(Boolean).join(" · ")}
      tags={
        <>
          {row && <Due row={clockOf(row)} now={now} />}
          <Priority value={task.priority} />
          {visit && <Tag tone="accent">{t(visit)}</Tag>}
        </>
      }
    />
  );
}
