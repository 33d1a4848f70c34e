import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon.tsx";
import styles from "./Panel.module.css";

/** A surface with a heading. */
export function Panel({ title, extra, children }: { title?: string; extra?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.panel}>
      {(title || extra) && (
        <header className={styles.head}>
          {title && <h2>{title}</h2>}
          {extra}
        </header>
      )}
      {children}
    </section>
  );
}

/** Nothing there, or something went wrong: what it means and what to do now. */
export function State(props: { icon?: IconName; title: string; hint?: string; children?: ReactNode; alert?: boolean }) {
  return (
    <div className={styles.state} role={props.alert ? "alert" : "status"}>
      {props.icon && <Icon name={props.icon} size={28} />}
      <p className={styles.stateTitle}>{props.title}</p>
      {props.hint && <p className={styles.hint}>{props.hint}</p>}
      {props.children}
    </div>
  );
}

/** A fault or a warning above what it concerns. */
export function Notice({ tone = "danger", children }: { tone?: "danger" | "warn" | "good"; children: ReactNode }) {
  return (
    <div className={`${styles.notice} ${styles[tone]}`} role={tone === "good" ? "status" : "alert"}>
      <Icon name={tone === "good" ? "check" : "alert"} />
      <div>{children}</div>
    </div>
  );
}

/** The shape of what is coming. */
export function Skeleton({ lines = 3, height = 14 }: { lines?: number; height?: number }) {
  return (
    <div className={styles.bones} aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className={styles.bone} style={{ height, width: `${96 - ((line * 17) % 38)}%` }} />
      ))}
    </div>
  );
}

/** The product's mark and name. */
export function Brand({ name }: { name: string }) {
  return (
    <span className={styles.brand}>
      <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="7" className={styles.mark} />
        <path d="M23 16a7 7 0 1 1-2.6-5.4" className={styles.stroke} />
        <path d="m12.6 16 2.6 2.6 7.6-7.8" className={styles.stroke} />
      </svg>
      {name}
    </span>
  );
}
