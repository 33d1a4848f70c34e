import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Skeleton } from "@bihuan/ui";
import { useState } from "react";
import styles from "./Trace.module.css";
import { texts } from "./texts.ts";
import { useWhyHim } from "./useTrace.ts";

/** Why him, why not her: every round of the dispatch in words. */
export function WhyHim({ ticketKey }: { ticketKey: string }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  const dispatch = useWhyHim(ticketKey, open);
  const rounds = dispatch.data?.rounds ?? [];
  return (
    <details className={styles.why} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("whyHim")}</summary>
      {open && dispatch.isPending && <Skeleton lines={3} />}
      {rounds.map((round) => (
        <ul key={round.no} className={styles.reasons}>
          {Object.entries({ ...round.lines, ...round.why_not }).map(([person, line]) => (
            <li key={person}>{pick(line, language)}</li>
          ))}
          {round.nobody && <li>{pick(round.nobody, language)}</li>}
        </ul>
      ))}
      {open && !dispatch.isPending && rounds.length === 0 && <p className={styles.quiet}>{t("noWhy")}</p>}
    </details>
  );
}
