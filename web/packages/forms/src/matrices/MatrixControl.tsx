import { byId, type Json, questionsOf } from "@bihuan/core";
import { pick } from "@bihuan/i18n";
import type { CSSProperties } from "react";
import type { ControlInput } from "../controlInput.ts";
import { sayProblem } from "../wording.ts";
import styles from "./Matrix.module.css";

interface Props {
  input: ControlInput;
  value: Json;
  attributes: Record<string, unknown>;
}

/** Questions in rows, answers in columns; where there is no room, the answers stand below each question. */
export default function MatrixControl({ input, value, attributes }: Props) {
  const { field, state, language } = input;
  const answered = byId(value);
  const open = state.evaluation.options[field.key] ?? [];
  const given = new Set([...answered.values()].map((row) => row.answer));
  const offered = field.options.filter((one) => open.includes(one.value) || given.has(one.value));
  const put = (id: string, answer: string | null) =>
    state.set(field.key, (now) => {
      const others = [...byId(now).values()].filter((row) => row.id !== id);
      const next = answer === null ? others : [...others, { id, answer }];
      return next.length ? next : null;
    });
  return (
    <div className={styles.matrix} style={{ "--answers": offered.length } as CSSProperties}>
      <div className={styles.head} aria-hidden="true">
        <span />
        {offered.map((one) => (
          <span key={one.value}>{pick(one.label, language)}</span>
        ))}
      </div>
      {[...questionsOf(field)].map(([id, label]) => {
        const fault = state.problemAt(`${field.key}.${id}`, true);
        const now = answered.get(id)?.answer;
        return (
          <div
            key={id}
            role="radiogroup"
            aria-label={pick(label, language)}
            className={styles.row}
            data-faulty={!!fault}
          >
            <span className={styles.question}>
              {pick(label, language)}
              {fault && <small>{sayProblem(fault, language)}</small>}
            </span>
            {offered.map((one) => (
              <label key={one.value} className={styles.answer}>
                <input
                  type="radio"
                  name={`${attributes.id}-${id}`}
                  checked={now === one.value}
                  onChange={() => put(id, one.value)}
                  // What was chosen is taken back by choosing it again.
                  onClick={() => now === one.value && put(id, null)}
                />
                <span>{pick(one.label, language)}</span>
              </label>
            ))}
          </div>
        );
      })}
    </div>
  );
}
