import { ANSWERS, byId, type FieldDefinition, type Json, type JsonObject, progressOf } from "@bihuan/core";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Tag } from "@bihuan/ui";
import { StoredFiles } from "../FileControl.tsx";
import styles from "./Rows.module.css";
import { texts } from "./texts.ts";

const TONES = { ok: "good", not_ok: "danger", na: "neutral" } as const;

/** What was said of each item, only to be read. */
export function ChecklistShown({ field, value }: { field: FieldDefinition; value: Json }) {
  const rows = byId(value);
  return (
    <div className={styles.checks}>
      <Progress {...progressOf(field, value)} />
      <ul className={styles.said}>
        {field.options.map((item) => (
          <Said key={item.value} label={item.label} row={rows.get(item.value) ?? {}} />
        ))}
      </ul>
    </div>
  );
}

function Said({ label, row }: { label: Readonly<Record<string, string>>; row: JsonObject }) {
  const language = useLanguage();
  const answer = typeof row.answer === "string" ? row.answer : "";
  const words = ANSWERS[answer];
  const photos = Array.isArray(row.photos) ? row.photos.map(String) : [];
  return (
    <li>
      <span className={styles.saidItem}>{pick(label, language)}</span>
      {words ? (
        <Tag tone={TONES[answer as keyof typeof TONES]}>{pick(words, language)}</Tag>
      ) : (
        <span className={styles.quiet}>–</span>
      )}
      {row.remark ? <span className={styles.saidWhy}>{String(row.remark)}</span> : null}
      {photos.length > 0 && <StoredFiles ids={photos} />}
    </li>
  );
}

/** How far it has come: 5/8. */
export function Progress({ done, all }: { done: number; all: number }) {
  const t = useTexts(texts);
  return (
    <span className={styles.progress}>
      <progress value={done} max={all} aria-label={t("progress")} />
      {done}/{all}
    </span>
  );
}
