import { useTexts } from "@bihuan/i18n";
import { Tag } from "@bihuan/ui";
import { texts } from "./texts.ts";
import type { Change } from "./useFormDesign.ts";
import styles from "./Views.module.css";

/** Changes in words; those that may refuse what was good before are marked. */
export function ChangeList({ changes }: { changes: readonly Change[] }) {
  const t = useTexts(texts);
  if (!changes.length) return <p className={styles.hint}>{t("noChanges")}</p>;
  return (
    <ul className={styles.changes} aria-label={t("changes")}>
      {changes.map((change) => (
        <li key={change.path + change.code}>
          {change.text} {change.weight === "breaking" && <Tag tone="warn">{t("breaking")}</Tag>}
        </li>
      ))}
    </ul>
  );
}
