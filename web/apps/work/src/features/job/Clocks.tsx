import type { Ticket } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Panel, Tag, useNow } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { Due } from "../../shared/Due.tsx";
import { clocksQuery } from "../../shared/useJob.ts";
import styles from "./JobPage.module.css";
import { texts } from "./texts.ts";

/** What was promised, and how each promise stands. */
export function Clocks({ ticket }: { ticket: Ticket }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const format = useFormats();
  const now = useNow();
  const clocks = useQuery(clocksQuery(ticket.id)).data?.clocks.filter((clock) => !clock.alarm) ?? [];
  if (!clocks.length) return null;
  return (
    <Panel title={t("clocks")}>
      {clocks.map((clock) => (
        <div key={clock.key} className={styles.clock}>
          <span>
            {pick(clock.label, language)}{" "}
            {clock.due && <span className={styles.quiet}>{format.instant(clock.due)}</span>}
          </span>
          {clock.state === "met" ? (
            <Tag tone="good">{t("met")}</Tag>
          ) : (
            <Due
              now={now}
              row={{
                next_due: clock.moving === "paused" ? null : clock.due,
                clock_state: clock.state,
                red: clock.breached,
                clock_hours: {
                  open: clock.moving !== "outside_hours",
                  changes_at: clock.changes_at,
                  calendar: clock.calendar,
                },
              }}
            />
          )}
        </div>
      ))}
    </Panel>
  );
}
