import styles from "./Parts.module.css";

/** The small picture of a kind, as on its tile. */
export function KindIcon({ shape, size = 16 }: { shape: string; size?: number }) {
  return (
    <svg className={styles.icon} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={shape} />
    </svg>
  );
}
