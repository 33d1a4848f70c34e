import type { FieldDefinition } from "@bihuan/core";
import { pick, useLanguage } from "@bihuan/i18n";
import { Control } from "@bihuan/ui";
import type { ReactNode } from "react";
import { controlFor, GROUPED } from "./controls.tsx";
import styles from "./FormFields.module.css";
import type { FormState } from "./useFormState.ts";
import { sayProblem } from "./wording.ts";

interface Props {
  state: FormState;
  /** Only these fields, for an action that asks for few. */
  only?: (key: string) => boolean;
  /** Faults that the server found, by path. */
  refused?: Readonly<Record<string, string>>;
  /** What is to be said at a field besides: that somebody else changed it meanwhile. */
  notes?: Readonly<Record<string, ReactNode>>;
}

/** The fields that this person may see now, by section. */
export function FormFields({ state, only = () => true, refused = {}, notes = {} }: Props) {
  const language = useLanguage();
  const sections = state.form.sections
    .map((section) => ({
      ...section,
      shown: section.fields.filter((key) => state.evaluation.visible.has(key) && only(key)),
    }))
    .filter((section) => section.shown.length > 0);
  return sections.map((section) => (
    <section key={section.key} className={styles.section}>
      {section.label && <h3 className={styles.heading}>{pick(section.label, language)}</h3>}
      <div className={styles.fields}>
        {section.shown.map((key) => {
          const field = state.form.fields.get(key);
          return (
            field && (
              <FormField key={key} field={field} state={state} refused={refusedAt(refused, key)} note={notes[key]} />
            )
          );
        })}
      </div>
    </section>
  ));
}

/** What the server found at a field or inside it. */
function refusedAt(refused: Readonly<Record<string, string>>, key: string): string | undefined {
  const path = Object.keys(refused).find((each) => each === key || each.startsWith(`${key}.`));
  return path === undefined ? undefined : refused[path];
}

const WIDE = new Set(["long_text", "multi_choice", "files", "signature"]);
const ALWAYS_WIDE = new Set(["sub_table", "checklist"]);

function FormField({
  field,
  state,
  refused,
  note,
}: {
  field: FieldDefinition;
  state: FormState;
  refused?: string | undefined;
  note?: ReactNode;
}) {
  const language = useLanguage();
  const fault = state.problemAt(field.key);
  const choices = field.options.length;
  const shown = state.evaluation.readonly.has(field.key);
  const isWide = ALWAYS_WIDE.has(field.kind.name) || (WIDE.has(field.kind.name) && !shown);
  const grouped = shown || GROUPED(field.kind.name, choices);
  return (
    <div className={isWide ? styles.wide : undefined} data-field={field.key} data-wide={field.kind.hasColumns}>
      <Control
        label={pick(field.label, language)}
        help={shown ? undefined : field.help && pick(field.help, language)}
        problem={fault ? sayProblem(fault, language) : refused}
        required={state.evaluation.required.has(field.key)}
        group={grouped}
      >
        {(ids) => controlFor({ field, state, language, ...ids })}
      </Control>
      {note && (
        <p className={styles.note} role="status">
          {note}
        </p>
      )}
    </div>
  );
}
