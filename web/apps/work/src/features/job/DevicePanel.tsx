import type { Ticket } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Panel } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { Facts, TicketNumber } from "../../shared/parts.tsx";
import { deviceQuery, historyQuery } from "../../shared/useJob.ts";
import styles from "./JobPage.module.css";
import { texts } from "./texts.ts";

/** The device, what covers it, and what happened to it lately. */
export function DevicePanel({ ticket }: { ticket: Ticket }) {
  const t = useTexts(texts);
  const found = useQuery(deviceQuery(ticket.device)).data;
  if (!found) return null;
  const { device, cover } = found;
  return (
    <Panel title={t("device")}>
      <div className={styles.stack}>
        <Facts
          facts={[
            [t("device"), device.name],
            [t("model"), device.model],
            [t("sn"), device.sn],
            [t("place"), device.place],
            [t("warranty"), t(cover.warranty ? "inWarranty" : "outOfWarranty")],
            [t("contract"), cover.contracts.map((contract) => contract.name).join(" · ")],
          ]}
        />
        <History ticket={ticket} />
      </div>
    </Panel>
  );
}

function History({ ticket }: { ticket: Ticket }) {
  const t = useTexts(texts);
  const format = useFormats();
  const others = useQuery(historyQuery(ticket.device)).data?.filter((row) => row.id !== ticket.id) ?? [];
  if (!others.length) return null;
  return (
    <div>
      <p className={styles.quiet}>{t("history")}</p>
      <ul>
        {others.map((row) => (
          <li key={row.id}>
            <Link href={`/tickets/${row.number}`} className={styles.historyLine}>
              <span>{row.title}</span>
              <span className={styles.quiet}>
                {format.instant(row.created_at)} · <TicketNumber value={row.number} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
