import type { OwnTicket } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Icon } from "@bihuan/ui";
import styles from "./TicketPage.module.css";
import { texts } from "./texts.ts";

type Station = "received" | "dispatched" | "on_the_way" | "working" | "to_accept" | "done" | "cancelled";

/** How far it is, like a parcel: the station reached in large letters, then all of them with their times. */
export function Progress({ ticket }: { ticket: OwnTicket }) {
  const t = useTexts(texts);
  const formats = useFormats();
  const { station, stations } = ticket.progress;
  return (
    <>
      <p className={styles.station} role="status">
        {t(station as Station)}
      </p>
      <dl className={styles.facts}>
        {ticket.handler && (
          <div>
            <dt>{t("handler")}</dt>
            <dd>{ticket.handler}</dd>
          </div>
        )}
        {ticket.expected_by && (
          <div>
            <dt>{t("expected")}</dt>
            <dd>{formats.instant(ticket.expected_by)}</dd>
          </div>
        )}
      </dl>
      {station !== "cancelled" && (
        <ol className={styles.stations}>
          {stations.map((each) => (
            <li key={each.key} className={each.reached ? styles.reached : ""} aria-current={each.key === station}>
              <span className={styles.dot}>{each.reached && <Icon name="check" size={12} />}</span>
              <span>{t(each.key as Station)}</span>
              {each.at && <time>{formats.instant(each.at)}</time>}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
