import type { ReactNode } from "react";
import styles from "./Chip.module.css";

export type Tone = "neutral" | "accent" | "good" | "warn" | "danger" | "quiet";

/** A filter that is on or off. */
export function Chip({ on, onToggle, children }: { on: boolean; onToggle: () => void; children: ReactNode }) {
  return (
    <button type="button" className={styles.chip} aria-pressed={on} onClick={onToggle}>
      {children}
    </button>
  );
}

/** A word about a thing: its stage, its priority. The word says it; the colour only helps to find it. */
export function Tag({ tone = "neutral", dot, children }: { tone?: Tone; dot?: boolean; children: ReactNode }) {
  return (
    <span className={`${styles.tag} ${styles[tone]}`} title={typeof children === "string" ? children : undefined}>
      {dot && <span className={styles.dot} />}
      <span className={styles.said}>{children}</span>
    </span>
  );
}
