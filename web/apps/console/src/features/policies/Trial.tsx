import { useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { may, useMe, useSayProblem } from "@bihuan/session";
import { Button, Control, Notice, Select, TextInput } from "@bihuan/ui";
import { useState } from "react";
import { lengthWords } from "../../shared/time/countdown.ts";
import { texts as timeTexts } from "../../shared/time/texts.ts";
import type { SetBody } from "./body.ts";
import styles from "./Policies.module.css";
import { texts } from "./texts.ts";
import { useTrial } from "./usePolicies.ts";
import { clockName } from "./words.ts";

const PRIORITIES = ["P0", "P1", "P2", "P3"];

/** A stretch of time, as the server sends it. */
interface Stretch {
  from: number;
  to: number;
  name?: string;
  day: string;
  counts: boolean;
}

/** A ticket that is not there: when its clocks would be due, and why then. */
export function Trial({ body, types }: { body: SetBody; types: readonly string[] }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const trial = useTrial({ body, types });
  const [priority, setPriority] = useState("P2");
  const [at, setAt] = useState("");
  if (!may(useMe(), "publish", "sla")) return null;
  return (
    <section className={styles.section} aria-label={t("tryOut")}>
      <h3>{t("tryOut")}</h3>
      <p className={styles.quiet}>{t("tryHint")}</p>
      <div className={styles.fields}>
        <Control label={t("tryPriority")}>
          {({ id }) => (
            <Select id={id} value={priority} onChange={(event) => setPriority(event.target.value)}>
              {PRIORITIES.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </Select>
          )}
        </Control>
        <Control label={t("tryAt")}>
          {({ id }) => (
            <TextInput id={id} type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} />
          )}
        </Control>
        <Button
          icon="clock"
          busy={trial.isPending}
          disabled={!at}
          onClick={() => trial.mutate({ priority, at: new Date(at).getTime() })}
        >
          {t("tryGo")}
        </Button>
      </div>
      {trial.error && <Notice>{say(trial.error)}</Notice>}
      {trial.data && !trial.data.length && <p className={styles.quiet}>{t("tryNone")}</p>}
      {trial.data?.map((story) => (
        <Answer key={story.key} story={story} body={body} />
      ))}
    </section>
  );
}

type Story = NonNullable<ReturnType<typeof useTrial>["data"]>[number];

function Answer({ story, body }: { story: Story; body: SetBody }) {
  const t = useTexts(texts);
  const time = useTexts(timeTexts);
  const format = useFormats();
  const clock = clockName(body, story.key, useLanguage());
  const stretches = story.stretches as unknown as Stretch[];
  return (
    <details className={styles.policy}>
      <summary>{t("tryDue", { clock, due: story.due === null ? t("nothingDue") : format.instant(story.due) })}</summary>
      <p className={styles.quiet}>{t("tryWhy")}</p>
      <ul className={styles.rows}>
        {story.texts.map((line) => (
          <li key={line}>{line}</li>
        ))}
        {stretches.map((one) => {
          const ends = { from: format.instant(one.from), to: format.instant(one.to) };
          return (
            <li key={one.from} className={styles.quiet}>
              {one.counts
                ? t("counted", { ...ends, length: lengthWords(one.to - one.from, time) })
                : t("skipped", { ...ends, name: one.name || one.day })}
            </li>
          );
        })}
      </ul>
    </details>
  );
}
