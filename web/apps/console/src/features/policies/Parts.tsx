import { useLanguage, useTexts } from "@bihuan/i18n";
import { Tag } from "@bihuan/ui";
import type { SetBody } from "./body.ts";
import styles from "./Policies.module.css";
import { texts } from "./texts.ts";
import { labelOf, rungWords } from "./words.ts";

/** Urgency × impact, as the set has it. */
export function Matrix({ body }: { body: SetBody }) {
  const t = useTexts(texts);
  const matrix = body.priority?.matrix;
  if (!matrix) return null;
  // The usual three have words; a company's own degrees stand as it wrote them.
  const degree = (key: string) => (key === "high" || key === "medium" || key === "low" ? t(key) : key);
  const impacts = Object.keys(Object.values(matrix)[0] ?? {});
  return (
    <section className={styles.section}>
      <h3>{t("matrix")}</h3>
      <p className={styles.quiet}>{t("matrixHint")}</p>
      <div className={styles.scroll}>
        <table className={styles.matrix}>
          <thead>
            <tr>
              <th scope="col">{t("corner")}</th>
              {impacts.map((impact) => (
                <th key={impact} scope="col">
                  {degree(impact)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Object.entries(matrix).map(([urgency, row]) => (
              <tr key={urgency}>
                <th scope="row">{degree(urgency)}</th>
                {impacts.map((impact) => (
                  <td key={impact}>{row[impact]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Every clock with its ladder in words. */
export function Clocks({ body }: { body: SetBody }) {
  const t = useTexts(texts);
  const language = useLanguage();
  return (
    <section className={styles.section}>
      <h3>{t("clocks")}</h3>
      {body.clocks.map((clock) => {
        const ladder = clock.ladder ?? body.ladder ?? [];
        return (
          <div key={clock.key} className={styles.policy}>
            <div className={styles.head}>
              <strong>{labelOf(clock.label, clock.key, language)}</strong>
              {clock.alarm && <Tag tone="quiet">{t("alarm")}</Tag>}
            </div>
            <ul>
              {ladder.map((rung) => (
                <li key={rung.at} className={styles.said}>
                  {rungWords(rung, t)}
                </li>
              ))}
            </ul>
            {!ladder.length && <p className={styles.quiet}>{t("ladderless")}</p>}
          </div>
        );
      })}
    </section>
  );
}

export function Reminders({ body }: { body: SetBody }) {
  const t = useTexts(texts);
  const language = useLanguage();
  if (!body.reminders?.length) return null;
  return (
    <section className={styles.section}>
      <h3>{t("reminders")}</h3>
      <ul>
        {body.reminders.map((one) => (
          <li key={one.key} className={styles.said}>
            {t("reminder", {
              field: labelOf(one.label, one.key, language),
              at: one.at.join("、"),
              time: one.time ?? "09:00",
            })}
          </li>
        ))}
      </ul>
    </section>
  );
}
