import { useTexts } from "@bihuan/i18n";
import { Panel } from "@bihuan/ui";
import { DuplicateList } from "./DuplicateList.tsx";
import styles from "./Links.module.css";
import { TicketLine } from "./TicketLine.tsx";
import { texts } from "./texts.ts";
import { type Draft, useHint, useOpenTickets } from "./useLinks.ts";

const MOST = 5;

/** Beside a report that is being written: tickets that it may repeat, and what is open there anyway. Never in the way. */
export default function DuplicateHint({ draft }: { draft: Draft }) {
  const t = useTexts(texts);
  const found = useHint(draft).data ?? [];
  const known = new Set(found.map((ticket) => ticket.id));
  const others = (useOpenTickets(draft).data ?? []).filter((ticket) => !known.has(ticket.id)).slice(0, MOST);
  if (!found.length && !others.length) return null;
  return (
    <div role="status">
      <Panel>
        <div className={styles.groups}>
          {found.length > 0 && (
            <div className={styles.group}>
              <h2>{t("maybe")}</h2>
              <p className={styles.quiet}>{t("maybeHint")}</p>
              <DuplicateList found={found} beside />
            </div>
          )}
          {others.length > 0 && (
            <div className={styles.group}>
              <h2>{t(draft.device ? "openOfDevice" : "openOfCustomer")}</h2>
              <ul className={styles.lines}>
                {others.map((ticket) => (
                  <li key={ticket.id}>
                    <TicketLine ticket={ticket} beside />
                  </li>
                ))}
              </ul>
            </div>
          )}
        </div>
      </Panel>
    </div>
  );
}
