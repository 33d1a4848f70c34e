import type { TicketLinks } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import styles from "./Links.module.css";
import { TicketLine } from "./TicketLine.tsx";
import { texts } from "./texts.ts";
import { Written } from "./Written.tsx";

/** The tickets that were merged into this one, with what was reported and handed in there. */
export function Merged({ merged }: { merged: TicketLinks["merged"] }) {
  const t = useTexts(texts);
  return (
    <div className={styles.group}>
      <h3>{t("mergedHere")}</h3>
      <ul className={styles.lines}>
        {merged.map(({ ticket, description, notes, files, reason }) => (
          <li key={ticket.id}>
            <TicketLine ticket={ticket}>
              {description && <p className={styles.said}>{description}</p>}
              {reason && <p className={styles.quiet}>{t("because", { reason })}</p>}
              {(notes.length > 0 || files.length > 0) && (
                <details className={styles.more}>
                  <summary>{counts(t, notes.length, files.length)}</summary>
                  <Written notes={notes} files={files} />
                </details>
              )}
            </TicketLine>
          </li>
        ))}
      </ul>
    </div>
  );
}

function counts(t: ReturnType<typeof useTexts<typeof texts.zh>>, notes: number, files: number): string {
  const said = [notes > 0 && t("notesOf", { count: notes }), files > 0 && t("filesOf", { count: files })];
  return said.filter(Boolean).join(" · ");
}
