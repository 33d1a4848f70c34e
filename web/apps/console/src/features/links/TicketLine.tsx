import { pick, useFormats, useLanguage } from "@bihuan/i18n";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { Stage } from "../../shared/Stage.tsx";
import styles from "./Links.module.css";

export interface Headline {
  id: string;
  number: string;
  title: string | null;
  category: string;
  stage_label?: Record<string, string>;
  created_at: number;
}

interface Props {
  ticket: Headline;
  /** Opens beside what is being written instead of leaving it. */
  beside?: boolean;
  before?: ReactNode;
  children?: ReactNode;
}

/** One other ticket: what it is called, how it stands, since when; and what there is to say or do about it. */
export function TicketLine({ ticket, beside, before, children }: Props) {
  const language = useLanguage();
  const format = useFormats();
  const label = ticket.stage_label ? pick(ticket.stage_label, language) : null;
  return (
    <div className={styles.line}>
      <p className={styles.lineHead}>
        {before}
        <Link to={`/tickets/${ticket.number}`} {...(beside ? { target: "_blank" } : {})} className={styles.title}>
          {ticket.title ?? ticket.number}
        </Link>
        <Stage category={ticket.category} label={label} />
      </p>
      <p className={styles.quiet}>
        {ticket.number} · {format.instant(ticket.created_at)}
      </p>
      {children}
    </div>
  );
}
