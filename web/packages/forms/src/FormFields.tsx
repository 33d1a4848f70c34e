import type { FieldDefinition, SectionDefinition } from "@bihuan/core";
import { pick, useLanguage } from "@bihuan/i18n";
import { Control, Skeleton } from "@bihuan/ui";
import { lazy, type ReactNode, Suspense } from "react";
import { controlFor, GROUPED } from "./controls.tsx";
import styles from "./FormFields.module.css";
import type { FormState } from "./useFormState.ts";
import { sayProblem } from "./wording.ts";

// Most forms have neither: they are loaded with the first form that has one.
const Element = lazy(() => import("./elements/Element.tsx").then((one) => ({ default: one.Element })));
const SectionTabs = lazy(() => import("./elements/SectionTabs.tsx").then((one) => ({ default: one.SectionTabs })));

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
  const { form, evaluation } = state;
  const shows = (key: string) =>
    form.elements.has(key) ? evaluation.elements.has(key) : evaluation.visible.has(key) && only(key);
  const sections = form.sections
    .map((section) => ({ ...section, shown: section.laid.filter(shows) }))
    // What only explains stays away where none of the section's fields is asked for.
    .filter(({ shown, fields }) => shown.some((key) => fields.includes(key) || !fields.length));
  const inside = (shown: readonly string[]) => (
    <div className={styles.fields}>
      {shown.map((key) => {
        const [field, element] = [form.fields.get(key), form.elements.get(key)];
        if (element)
          return (
            <Suspense key={key}>
              <Element element={element} />
            </Suspense>
          );
        if (!field) return null;
        return <FormField key={key} field={field} state={state} refused={refusedAt(refused, key)} note={notes[key]} />;
      })}
    </div>
  );
  if (form.tabs && sections.length > 1) {
    const isFaulty = (key: string) => state.problemAt(key) !== undefined || refusedAt(refused, key) !== undefined;
    const tabs = sections.map(({ key, label, shown }) => ({
      key,
      label,
      isFaulty: shown.some(isFaulty),
      content: inside(shown),
    }));
    return (
      <Suspense fallback={<Skeleton lines={6} />}>
        <SectionTabs tabs={tabs} />
      </Suspense>
    );
  }
  return sections.map((section) => <Section key={section.key} label={section.label} content={inside(section.shown)} />);
}

function Section({ label, content }: { label: SectionDefinition["label"]; content: ReactNode }) {
  const language = useLanguage();
  return (
    <section className={styles.section}>
      {label && <h3 className={styles.heading}>{pick(label, language)}</h3>}
      {content}
    </section>
  );
}

/** What the server found at a field or inside it. */
function refusedAt(refused: Readonly<Record<string, string>>, key: string): string | undefined {
  const path = Object.keys(refused).find((each) => each === key || each.startsWith(`${key}.`));
  return path === undefined ? undefined : refused[path];
}

const WIDE = new Set(["address", "nps", "consent", "matrix", "long_text", "multi_choice", "files", "signature"]);
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
  const shown = state.evaluation.readonly.has(field.key);
  const isWide = ALWAYS_WIDE.has(field.kind.name) || (WIDE.has(field.kind.name) && !shown);
  const grouped = shown || GROUPED(field);
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
