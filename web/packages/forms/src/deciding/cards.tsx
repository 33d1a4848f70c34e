import type { FieldRight, FormDefinition, JsonObject } from "@bihuan/core";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { FieldValue } from "../controls.tsx";
import styles from "./cards.module.css";
import { type Change, isUnchanged, type Since } from "./changes.ts";
import { keyFields } from "./keyFields.ts";
import { texts } from "./texts.ts";

interface KeyFieldsProps {
  form: FormDefinition;
  rights: Readonly<Record<string, FieldRight>>;
  values: JsonObject;
  /** What was filled in after the report. */
  written?: ReadonlySet<string>;
  zone: string;
}

/** What matters most for a decision, at one glance. */
export function KeyFields({ form, rights, values, written, zone }: KeyFieldsProps) {
  const language = useLanguage();
  return (
    <dl className={styles.facts}>
      {keyFields(form, rights, values, written).map((key) => {
        const field = form.fields.get(key);
        return (
          field && (
            <div key={key}>
              <dt>{pick(field.label, language)}</dt>
              <dd>
                <FieldValue field={field} value={values[key] ?? null} zone={zone} />
              </dd>
            </div>
          )
        );
      })}
    </dl>
  );
}

interface SinceProps {
  since: Since;
  form: FormDefinition | undefined;
  /** What the fields of the core record are called. */
  labels: Readonly<Record<string, Record<string, string>>>;
  zone: string;
}

/** What is different from when somebody last decided; `since` null: nobody has decided before. */
export function ChangesSince({ since, ...beside }: Omit<SinceProps, "since"> & { since: Since | null }) {
  const t = useTexts(texts);
  if (!since) return <p className={styles.quiet}>{t("first")}</p>;
  if (isUnchanged(since)) return <p className={styles.quiet}>{t("unchanged")}</p>;
  return (
    <div className={styles.changes}>
      <h3>{t("changed")}</h3>
      <ChangeList since={since} {...beside} />
    </div>
  );
}

/** One line for each thing that is different. */
export function ChangeList({ since, ...beside }: SinceProps) {
  const t = useTexts(texts);
  return (
    <ul>
      {since.changes.map((change) => (
        <Changed key={change.field} change={change} {...beside} />
      ))}
      {since.evidence && <li>{t("evidence")}</li>}
      {since.ways && <li>{t("ways")}</li>}
    </ul>
  );
}

function Changed({ change, form, labels, zone }: Omit<SinceProps, "since"> & { change: Change }) {
  const language = useLanguage();
  const field = form?.fields.get(change.field);
  return (
    <li className={styles.change}>
      <span className={styles.quiet}>{pick(field?.label ?? labels[change.field], language) || change.field}</span>
      <span>
        <Was {...{ value: change.before, form, zone }} field={change.field} />
        {" → "}
        <Was {...{ value: change.after, form, zone }} field={change.field} />
      </span>
    </li>
  );
}

interface WasProps {
  value: unknown;
  field: string;
  form: FormDefinition | undefined;
  zone: string;
}

function Was({ value, field: key, form, zone }: WasProps) {
  const t = useTexts(texts);
  const field = form?.fields.get(key);
  if (value === null || value === undefined || value === "") return t("empty");
  if (field?.kind.filesIn) return t("files", { count: Array.isArray(value) ? value.length : 1 });
  if (field) return <FieldValue field={field} value={value as string} zone={zone} />;
  return Array.isArray(value) ? value.join(" · ") : String(value);
}
