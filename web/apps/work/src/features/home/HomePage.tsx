import { api, unwrap } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { useMe, useSayProblem, useSignOut } from "@bihuan/session";
import { Brand, Button, Notice, Skeleton, State } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import styles from "./HomePage.module.css";
import { texts } from "./texts.ts";

/** What a person in the field has to do today, to be read; acting on it comes with the job card. */
export function HomePage() {
  const t = useTexts(texts);
  const me = useMe();
  const say = useSayProblem();
  const signOut = useSignOut();
  const tasks = useQuery({ queryKey: ["tasks"], queryFn: () => unwrap(api.GET("/api/v1/tasks")) });
  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <Brand name={t("title")} />
        <Button look="quiet" icon="out" label={t("signOut")} onClick={() => signOut.mutate()} />
      </header>
      <h1>{t("hello", { name: me.name ?? "" })}</h1>
      {tasks.isPending && <Skeleton />}
      {tasks.error && <Notice>{say(tasks.error)}</Notice>}
      {tasks.data?.length === 0 && <State icon="inbox" title={t("none")} hint={t("noneHint")} />}
      <ul className={styles.list}>
        {tasks.data?.map((task) => (
          <li key={task.id} className={styles.item}>
            <strong>{task.title}</strong>
            <span className={styles.number}>
              {task.priority} · {task.number}
            </span>
          </li>
        ))}
      </ul>
    </main>
  );
}
