import type { FileDocument } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Tag } from "@bihuan/ui";
import styles from "./Files.module.css";
import { texts } from "./texts.ts";

const VERDICTS = new Set(["agree", "refuse", "return"]);

/** Who decided what on which version; marked where another one is in force by now. */
export function Decisions({ document }: { document: FileDocument }) {
  const t = useTexts(texts);
  if (!document.decisions.length) return null;
  return (
    <ul className={styles.decisions}>
      {document.decisions.map((one) => {
        const verdict = t(VERDICTS.has(one.verdict) ? `v_${one.verdict as "agree"}` : "v_other");
        const told = { name: one.name ?? "–", by: one.by_name ?? "", verdict, number: String(one.number ?? "") };
        return (
          <li key={one.task} className={styles.head}>
            <span>{t(one.by_name ? "decidedFor" : "decided", told)}</span>
            {one.outdated && document.number !== null && (
              <Tag tone="warn">{t("now", { number: String(document.number) })}</Tag>
            )}
          </li>
        );
      })}
    </ul>
  );
}
