import type { ClaimedTime, Clock, Ticket } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Dialog, Panel, Tag } from "@bihuan/ui";
import { useState } from "react";
import { lengthWords } from "../../shared/time/countdown.ts";
import { texts as timeTexts } from "../../shared/time/texts.ts";
import { useNow } from "../../shared/time/useNow.ts";
import { Claim } from "./Claim.tsx";
import claimStyles from "./Claims.module.css";
import { ClockStory } from "./ClockStory.tsx";
import styles from "./ClocksPanel.module.css";
import { type Reading, readingOf, shownClocks } from "./reading.ts";
import { texts } from "./texts.ts";
import { useClocks } from "./useClocks.ts";
import { claimTexts } from "./words.ts";

/** What was promised for a ticket and how it stands; nothing where nothing is promised. */
export default function ClocksPanel({ ticket }: { ticket: Ticket }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const now = useNow();
  const clocks = useClocks(ticket);
  const [asked, setAsked] = useState<Clock | null>(null);
  const shown = shownClocks(clocks.data?.clocks ?? []);
  if (!shown.length) return null;
  const policy = pick(clocks.data?.policy?.label as Record<string, string> | undefined, language);
  return (
    <Panel title={t("title")} extra={policy && <Tag>{policy}</Tag>}>
      <ul className={styles.clocks}>
        {shown.map((clock) => (
          <Line
            key={clock.key}
            clock={clock}
            reading={readingOf(clock, now - clocks.dataUpdatedAt)}
            onAsk={() => setAsked(clock)}
          />
        ))}
      </ul>
      <Claims claims={clocks.data?.claims ?? []} ticket={ticket.number} />
      {asked && (
        <Dialog
          title={t("whyOf", { clock: pick(asked.label, language) })}
          closeLabel={t("close")}
          onClose={() => setAsked(null)}
        >
          <ClockStory ticket={ticket} clock={asked} />
        </Dialog>
      )}
    </Panel>
  );
}

/** Times that were handed in late and are doubtful, or were. */
function Claims({ claims, ticket }: { claims: readonly ClaimedTime[]; ticket: string }) {
  const t = useTexts(claimTexts);
  const doubtful = claims.filter((claim) => claim.doubts.length);
  if (!doubtful.length) return null;
  return (
    <div className={claimStyles.claims}>
      <h3>{t("panel")}</h3>
      {doubtful.map((claim) => (
        <Claim key={claim.no} claim={claim} ticket={ticket} />
      ))}
    </div>
  );
}

function Line({ clock, reading, onAsk }: { clock: Clock; reading: Reading; onAsk: () => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const label = pick(clock.label, language);
  return (
    <li>
      <button type="button" className={styles.clock} title={t("why")} aria-haspopup="dialog" onClick={onAsk}>
        <span className={styles.name}>
          {label}
          {clock.alarm && <Tag tone="quiet">{t("watch")}</Tag>}
        </span>
        <Tag tone={reading.tone} dot>
          {t(reading.state)}
        </Tag>
        <span className={styles.bar} aria-hidden="true">
          <span className={styles[reading.state]} style={{ width: `${reading.percent}%` }} />
        </span>
        <Facts clock={clock} reading={reading} />
      </button>
    </li>
  );
}

function Facts({ clock, reading }: { clock: Clock; reading: Reading }) {
  const t = useTexts(texts);
  const time = useTexts(timeTexts);
  const format = useFormats();
  const length = lengthWords(reading.left, time);
  const over = clock.moving === "over";
  const first = over ? t("used", { length: lengthWords(clock.elapsed, time) }) : t("left", { length });
  return (
    <span className={styles.facts}>
      <span>{reading.left < 0 ? t("over", { length }) : first}</span>
      <span>{t("goal", { length: lengthWords(clock.goal, time) })}</span>
      {!over && clock.due !== null && clock.moving !== "paused" && (
        <span>{t("due", { time: format.instant(clock.due) })}</span>
      )}
      {clock.moving === "outside_hours" && clock.changes_at !== null && (
        <span>{t("goesOn", { time: format.instant(clock.changes_at) })}</span>
      )}
    </span>
  );
}
