import type { Duplicate } from "@bihuan/api";
import { type Translate, useTexts } from "@bihuan/i18n";
import { Tag } from "@bihuan/ui";
import type { ReactNode } from "react";
import styles from "./Links.module.css";
import { TicketLine } from "./TicketLine.tsx";
import { texts } from "./texts.ts";

interface Props {
  found: readonly Duplicate[];
  beside?: boolean;
  action?: (ticket: Duplicate) => ReactNode;
}

/** Tickets that may be the same case, each with the reasons. */
export function DuplicateList({ found, beside = false, action }: Props) {
  const t = useTexts(texts);
  return (
    <ul className={styles.lines}>
      {found.map((ticket) => (
        <li key={ticket.id} className={styles.withAction}>
          <TicketLine
            ticket={ticket}
            beside={beside}
            before={<Tag tone={ticket.verdict === "likely" ? "warn" : "neutral"}>{t(ticket.verdict)}</Tag>}
          >
            <p className={styles.reasons}>
              {ticket.parts.map((part) => (
                <span key={part.key}>{reason(t, part)}</span>
              ))}
              {ticket.via && <span>{t("via", { number: ticket.via })}</span>}
            </p>
          </TicketLine>
          {action?.(ticket)}
        </li>
      ))}
    </ul>
  );
}

const SAME = ["device", "site", "customer", "reporter"] as const;

function reason(t: Translate<typeof texts.zh>, part: Duplicate["parts"][number]): string {
  const same = SAME.find((key) => key === part.key);
  return same ? t(same) : t("text", { share: part.share ?? 0 });
}
