import type { TableRecord } from "@bihuan/api";
import { StoredFiles } from "@bihuan/forms";
import { useTexts } from "@bihuan/i18n";
import { Link } from "react-router";
import styles from "./Tables.module.css";
import { texts } from "./texts.ts";

/** Records by their first picture. */
export function GalleryView({ table, by, records }: { table: string; by: string; records: readonly TableRecord[] }) {
  const t = useTexts(texts);
  return (
    <ul className={styles.gallery}>
      {records.map((record) => {
        const files = record.values[by];
        const first = Array.isArray(files) ? files[0] : undefined;
        return (
          <li key={record.id} className={styles.boardCard}>
            <div className={styles.picture}>{first ? <StoredFiles ids={[String(first)]} /> : null}</div>
            <Link to={`/data/${table}/${record.id}`}>{record.title ?? t("untitled")}</Link>
          </li>
        );
      })}
    </ul>
  );
}
