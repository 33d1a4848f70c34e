import { useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Select, Tag, TextInput, timeTexts } from "@bihuan/ui";
import type { SetBody } from "./body.ts";
import { ClockTools } from "./ClockTools.tsx";
import { LadderEditor } from "./LadderEditor.tsx";
import { withLadder, withPriority } from "./ladder.ts";
import styles from "./Policies.module.css";
import { withNewClock } from "./setting.ts";
import { texts } from "./texts.ts";
import type { Vocabulary } from "./usePolicies.ts";
import { degreeWords, labelOf, rungWords } from "./words.ts";

const PRIORITIES = ["P0", "P1", "P2", "P3"] as const;

/** Urgency × impact, as the set has it. */
export function Matrix({ body, onChange }: { body: SetBody; onChange: ((body: SetBody) => void) | null }) {
  const t = useTexts(texts);
  const matrix = body.priority?.matrix;
  if (!matrix) return null;
  const degree = (key: string) => degreeWords(key, t);
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
                  <td key={impact}>
                    {onChange ? (
                      <Select
                        aria-label={`${degree(urgency)} × ${degree(impact)}`}
                        value={row[impact]}
                        onChange={(event) => onChange(withPriority(body, urgency, impact, event.target.value))}
                      >
                        {PRIORITIES.map((priority) => (
                          <option key={priority}>{priority}</option>
                        ))}
                      </Select>
                    ) : (
                      row[impact]
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface ClocksProps {
  body: SetBody;
  said: Readonly<Record<string, string>>;
  vocabulary: Vocabulary | undefined;
  onChange: ((body: SetBody) => void) | null;
  problemAt: (path: string) => string | undefined;
}

/** Every clock with its ladder: in words, or to be changed. */
export function Clocks({ body, said, vocabulary, onChange, problemAt }: ClocksProps) {
  const t = useTexts(texts);
  const sayTime = useTexts(timeTexts);
  const language = useLanguage();
  return (
    <section className={styles.section}>
      <h3>{t("clocks")}</h3>
      <Quiet body={body} onChange={onChange} />
      {body.clocks.map((clock, index) => {
        const ladder = clock.ladder ?? body.ladder ?? [];
        const name = labelOf(clock.label, clock.key, language);
        return (
          <div key={clock.key} className={styles.policy}>
            <div className={styles.head}>
              <strong>{name}</strong>
              {clock.alarm && <Tag tone="quiet">{t("alarm")}</Tag>}
            </div>
            {onChange && (
              <ClockTools
                body={body}
                at={index}
                vocabulary={vocabulary}
                said={said}
                problemAt={problemAt}
                onChange={onChange}
              />
            )}
            {problemAt(`clocks.${index}`) && <p className={styles.fault}>{problemAt(`clocks.${index}`)}</p>}
            {onChange ? (
              <LadderEditor
                name={name}
                ladder={ladder}
                problemAt={(rung) => problemAt(`clocks.${index}.ladder.${rung}`)}
                onChange={(next) => onChange(withLadder(body, clock, next))}
              />
            ) : (
              <ul>
                {ladder.map((rung) => (
                  <li key={rung.at} className={styles.said}>
                    {rungWords(rung, t, sayTime)}
                  </li>
                ))}
              </ul>
            )}
            {!ladder.length && <p className={styles.quiet}>{t("ladderless")}</p>}
          </div>
        );
      })}
      {onChange && (
        <div>
          <Button icon="plus" onClick={() => onChange(withNewClock(body, t("newClock")))}>
            {t("addClock")}
          </Button>
        </div>
      )}
    </section>
  );
}

/** When nobody is disturbed: reminders wait for its end unless they say otherwise. */
function Quiet({ body, onChange }: Pick<ClocksProps, "body" | "onChange">) {
  const t = useTexts(texts);
  const [from = "", to = ""] = (body.quiet?.hours ?? "").split("-");
  if (!onChange) return <p className={styles.quiet}>{body.quiet ? t("quietSaid", { from, to }) : t("quietNone")}</p>;
  const put = (hours: string) => {
    const { quiet: _, ...rest } = body;
    onChange(hours === "-" ? rest : { ...body, quiet: { ...body.quiet, hours } });
  };
  return (
    <fieldset className={styles.head}>
      <legend className={styles.quiet}>{t("quiet")}</legend>
      <TextInput
        type="time"
        className={styles.time}
        aria-label={t("quietFrom")}
        value={from}
        onChange={(event) => put(`${event.target.value}-${to}`)}
      />
      –
      <TextInput
        type="time"
        className={styles.time}
        aria-label={t("quietTo")}
        value={to}
        onChange={(event) => put(`${from}-${event.target.value}`)}
      />
    </fieldset>
  );
}
