import type { Clock, Ticket } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Skeleton, Tag } from "@bihuan/ui";
import { Failure } from "../../shared/Failure.tsx";
import { lengthWords } from "../../shared/time/countdown.ts";
import { texts as timeTexts } from "../../shared/time/texts.ts";
import styles from "./ClocksPanel.module.css";
import { texts } from "./texts.ts";
import { useClockStory } from "./useClocks.ts";

/** A stretch of opening hours, as the server sends it. */
interface Stretch {
  from: number;
  to: number;
  kind: string;
  day: string;
  name?: string;
  window: string;
  counts: boolean;
}

const KINDS = ["weekday", "make_up", "holiday", "special"] as const;

/** Why a clock is due when it is: what moved it, in words, and the hours that counted. */
export function ClockStory({ ticket, clock }: { ticket: Ticket; clock: Clock }) {
  const t = useTexts(texts);
  const time = useTexts(timeTexts);
  const story = useClockStory(ticket, clock.key);
  if (story.isPending) return <Skeleton lines={5} />;
  if (!story.data) return <Failure error={story.error} onRetry={() => story.refetch()} />;
  const { texts: lines, goal, elapsed } = story.data;
  return (
    <div className={styles.story}>
      <p className={styles.tags}>
        <Tag>{t("goal", { length: lengthWords(goal, time) })}</Tag>
        <Tag>{t("used", { length: lengthWords(elapsed, time) })}</Tag>
      </p>
      <h3>{t("story")}</h3>
      <ol className={styles.lines}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      <h3>{t("counted")}</h3>
      <Stretches stretches={story.data.stretches as unknown as Stretch[]} wall={clock.hours === "wall"} />
    </div>
  );
}

function Stretches({ stretches, wall }: { stretches: readonly Stretch[]; wall: boolean }) {
  const t = useTexts(texts);
  const time = useTexts(timeTexts);
  const format = useFormats();
  if (!stretches.length) return <p className={styles.quiet}>{t("nothingCounted")}</p>;
  return (
    <ul className={styles.stretches}>
      {stretches.map((one) => {
        const kind = wall ? "wall" : KINDS.find((known) => known === one.kind);
        return (
          <li key={`${one.from}-${one.kind}`} data-counts={one.counts}>
            <span>
              {format.instant(one.from)} – {format.instant(one.to)}
            </span>
            <span className={styles.quiet}>{one.name || (kind ? t(kind) : one.window)}</span>
            <span>{one.counts ? lengthWords(one.to - one.from, time) : t("notCounted")}</span>
          </li>
        );
      })}
    </ul>
  );
}
