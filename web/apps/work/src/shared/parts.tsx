import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Icon, Tag } from "@bihuan/ui";
import type { ReactNode } from "react";
import { Link } from "wouter";
import styles from "./parts.module.css";
import { texts } from "./texts.ts";
import { categoryTone, priorityTone } from "./tickets.ts";

/** A page with its heading; `back` leads to where one came from. */
export function Page({ title, back, children }: { title: string; back?: string; children: ReactNode }) {
  const t = useTexts(texts);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        {back && (
          <Link href={back} className={styles.back} aria-label={t("back")}>
            <Icon name="back" size={20} />
          </Link>
        )}
        <h1>{title}</h1>
      </header>
      {children}
    </div>
  );
}

interface LineProps {
  to: string;
  title: string;
  sub: ReactNode;
  tags?: ReactNode;
}

/** One ticket in a list: what it is, how it stands, and a finger's room to open it. */
export function Line({ to, title, sub, tags }: LineProps) {
  return (
    <li>
      <Link href={to} className={styles.line}>
        <span className={styles.title}>{title}</span>
        <span className={styles.tags}>{tags}</span>
        <span className={styles.sub}>{sub}</span>
      </Link>
    </li>
  );
}

/** A ticket's number, in one piece. */
export function TicketNumber({ value }: { value: string }) {
  return <span className={styles.number}>{value}</span>;
}

export function Lines({ children }: { children: ReactNode }) {
  return <ul className={styles.lines}>{children}</ul>;
}

const CATEGORIES = ["new", "active", "waiting", "resolved", "closed", "cancelled"] as const;

/** Where a ticket stands. Without a label the category's own word says it. */
export function Stage({ category, label }: { category: string; label: string | Record<string, string> | null }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const known = CATEGORIES.find((each) => each === category);
  const said = typeof label === "string" ? label : pick(label, language);
  return (
    <Tag tone={categoryTone(category)} dot>
      {said || (known ? t(known) : category)}
    </Tag>
  );
}

export function Priority({ value }: { value: string | null | undefined }) {
  return value ? <Tag tone={priorityTone(value)}>{value}</Tag> : null;
}

/** A label and what it says, as many as there are. */
export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  const shown = facts.filter(([, value]) => value);
  return (
    <dl className={styles.facts}>
      {shown.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
