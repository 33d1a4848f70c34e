import { api, type MyTask, unwrap } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Skeleton, State, Tag } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { Failure } from "../../shared/Failure.tsx";
import { useStageLabel, useTypeLabel } from "../../shared/lookups.ts";
import { Priority, Stage } from "../../shared/Stage.tsx";
import { useFresh } from "../../shared/useFresh.ts";
import { useTitle } from "../../shared/useTitle.ts";
import styles from "./MyTasksPage.module.css";
import { texts } from "./texts.ts";

const TASKS = ["tasks"] as const;

export default function MyTasksPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  useFresh(TASKS);
  const tasks = useQuery({ queryKey: TASKS, queryFn: () => unwrap(api.GET("/api/v1/tasks")) });
  return (
    <div className={styles.page}>
      <h1>{t("title")}</h1>
      {tasks.isPending && <Skeleton lines={6} height={22} />}
      {tasks.isError && !tasks.data && <Failure error={tasks.error} onRetry={() => tasks.refetch()} />}
      {tasks.data?.length === 0 && <State icon="check" title={t("none")} hint={t("noneHint")} />}
      {tasks.data && tasks.data.length > 0 && (
        <ul className={styles.list}>
          {tasks.data.map((task) => (
            <Item key={task.id} task={task} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Item({ task }: { task: MyTask }) {
  const t = useTexts(texts);
  const format = useFormats();
  const stage = useStageLabel();
  const typeLabel = useTypeLabel();
  return (
    <li>
      <Link to={`/tickets/${task.number}`} className={styles.item}>
        <span className={styles.title}>{task.title}</span>
        <span className={styles.tags}>
          <Stage category="active" label={stage(task.type, task.stage)} />
          {task.owner_name && <Tag tone="accent">{t("inPlaceOf", { name: task.owner_name })}</Tag>}
          <Priority value={task.priority ?? undefined} />
        </span>
        <span className={styles.sub}>
          {task.number} · {typeLabel(task.type)} · {t("since", { time: format.instant(task.opened_at) })}
        </span>
      </Link>
    </li>
  );
}
