import { useTexts } from "@bihuan/i18n";
import { Icon } from "@bihuan/ui";
import type { Finding } from "../marking.ts";
import type { Telling } from "../model/words.ts";
import { texts } from "../texts.ts";
import styles from "./Designer.module.css";
import { sayFinding } from "./saying.ts";

interface Props {
  findings: readonly Finding[];
  telling: Telling;
  onGo: (step: string) => void;
}

/** Everything that the publish check found; pressed, it leads to its step. */
export function CheckPanel({ findings, telling, onGo }: Props) {
  const t = useTexts(texts);
  return (
    <section className={styles.panel} aria-label={t("check")}>
      <h2>{t("check")}</h2>
      <p className={styles.quiet}>{findings.length ? t("checkHint") : t("checkGood")}</p>
      <ul className={styles.found} aria-label={t("check")}>
        {findings.map((finding) => (
          <li key={`${finding.step} ${finding.code} ${finding.path}`}>
            <button
              type="button"
              className={finding.severity === "advice" ? styles.advice : styles.fault}
              disabled={!finding.step}
              onClick={() => finding.step && onGo(finding.step)}
            >
              <Icon name={finding.severity === "advice" ? "note" : "alert"} />
              <span>{sayFinding(finding, telling, t)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
