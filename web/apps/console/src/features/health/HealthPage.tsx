import type { Health } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Button, Panel, Skeleton, showToast, Tag, type Tone } from "@bihuan/ui";
import styles from "../../shared/admin/Admin.module.css";
import { Head, Refused } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import own from "./Health.module.css";
import { texts } from "./texts.ts";
import { useHealth, useRebuild, useRetry } from "./useHealth.ts";

type Sign = Health["signs"][number];
type Level = Health["level"];

const TONES: Record<Level, Tone> = { good: "good", warn: "warn", bad: "danger" };

/** How the server and the company's data are, and what to do about it. */
export default function HealthPage() {
  const t = useTexts(texts);
  const format = useFormats();
  useTitle(t("title"));
  const health = useHealth();
  const { data } = health;
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")} />
      {health.isPending && <Skeleton lines={10} height={22} />}
      {health.isError && !data && <Failure error={health.error} onRetry={() => health.refetch()} />}
      {data && (
        <>
          <section className={own.whole} data-level={data.level} aria-live="polite">
            <strong>{t(data.level)}</strong>
            <span className={styles.quiet}>{t("at", { at: format.exact(data.at) })}</span>
          </section>
          <Signs title={t("toDo")} signs={data.signs.filter(({ level }) => level !== "good").sort(byLevel)} />
          {data.dead.length > 0 && <Dead dead={data.dead} />}
          <Signs title={t("fine")} signs={data.signs.filter(({ level }) => level === "good")} />
        </>
      )}
    </div>
  );
}

function byLevel(one: Sign, other: Sign): number {
  return Number(other.level === "bad") - Number(one.level === "bad");
}

function Signs({ title, signs }: { title: string; signs: Sign[] }) {
  const t = useTexts(texts);
  if (!signs.length) return null;
  return (
    <Panel title={title}>
      <ul className={own.signs} aria-label={title}>
        {signs.map((sign) => (
          <li key={sign.key} className={own.sign}>
            <Tag tone={TONES[sign.level]} dot>
              {t(`${sign.level}Tag`)}
            </Tag>
            <div>
              <strong>{sign.label}</strong> <span className={styles.quiet}>{sign.text}</span>
              {sign.todo && <p className={own.todo}>{sign.todo}</p>}
              {sign.key === "search" && <Rebuild />}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The search index made anew, while people search. */
function Rebuild() {
  const t = useTexts(texts);
  const rebuild = useRebuild();
  return (
    <>
      <Refused error={rebuild.error} />
      <Button
        look="quiet"
        busy={rebuild.isPending}
        onClick={() => rebuild.mutate(undefined, { onSuccess: () => showToast(t("rebuilding")) })}
      >
        {t("rebuild")}
      </Button>
    </>
  );
}

function Dead({ dead }: { dead: Health["dead"] }) {
  const t = useTexts(texts);
  const format = useFormats();
  const retry = useRetry();
  const again = (id: string) => retry.mutate(id, { onSuccess: () => showToast(t("retried")) });
  return (
    <Panel title={t("dead")}>
      <Refused error={retry.error} />
      <div className={styles.card}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th>{t("follower")}</th>
              <th>{t("subject")}</th>
              <th>{t("when")}</th>
              <th>{t("attempts")}</th>
              <th>{t("why")}</th>
              <th>
                <span aria-hidden="true" />
              </th>
            </tr>
          </thead>
          <tbody>
            {dead.map((one) => (
              <tr key={one.id}>
                <td>{one.follower}</td>
                <td>{one.subject}</td>
                <td>{format.exact(one.at)}</td>
                <td>{t("attemptsCount", { count: one.attempts })}</td>
                <td>{one.why}</td>
                <td>
                  <Button look="quiet" busy={retry.isPending} onClick={() => again(one.id)}>
                    {t("retry")}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
