import type { Ticket } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Notice } from "@bihuan/ui";
import { Link } from "react-router";
import { texts as states } from "../../shared/texts.ts";
import styles from "./Links.module.css";
import { texts } from "./texts.ts";
import { useLinks } from "./useLinks.ts";

const CATEGORIES = ["new", "active", "waiting", "resolved", "closed", "cancelled"] as const;

/** Above a merged ticket: where its case goes on, or at least how it stands. */
export default function LeaderBanner({ ticket }: { ticket: Ticket }) {
  const t = useTexts(texts);
  const state = useTexts(states);
  const format = useFormats();
  const leader = useLinks(ticket).data?.leader;
  if (!leader) return null;
  const category = CATEGORIES.find((each) => each === leader.category);
  const number = leader.ticket?.number;
  return (
    <Notice tone="warn">
      <p>{number ? t("mergedInto", { number }) : t("mergedElsewhere")}</p>
      {leader.reason && <p>{t("because", { reason: leader.reason })}</p>}
      {leader.ended_at ? (
        <p>{t("caseEnded", { at: format.instant(leader.ended_at) })}</p>
      ) : (
        category && <p>{t("caseIs", { state: state(category) })}</p>
      )}
      {number && (
        <Link to={`/tickets/${number}`} className={styles.leader}>
          {t("openLeader", { number })}
        </Link>
      )}
    </Notice>
  );
}
