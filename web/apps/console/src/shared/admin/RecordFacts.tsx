import { useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Button, showToast } from "@bihuan/ui";
import { usePersonName } from "../lookups.ts";
import styles from "./Admin.module.css";
import type { MasterField } from "./fields.ts";
import { type MasterRecord, useReveal } from "./masters.ts";
import { useUnitOptions } from "./organisation.ts";
import { Refused } from "./parts.tsx";
import { type FieldName, fieldTexts } from "./words.ts";

interface Props {
  kind: string;
  path: string;
  fields: readonly MasterField[];
  record: MasterRecord;
}

/** What is known of a record; whatever is masked can be asked for whole by who may. */
export function RecordFacts({ kind, path, fields, record }: Props) {
  const t = useTexts(fieldTexts);
  const words = useWords();
  const known = fields.filter(({ key }) => !["", undefined, null].includes(record[key] as string));
  return (
    <dl className={styles.facts}>
      {known.map((field) => (
        <div key={field.key}>
          <dt>{t(field.key as FieldName)}</dt>
          <dd>
            <Value kind={kind} path={path} id={record.id} name={field.key} shown={words(field, record[field.key])} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function Value(props: { kind: string; path: string; id: string; name: string; shown: string }) {
  const t = useTexts(fieldTexts);
  const reveal = useReveal(props.path, props.id);
  const mayReveal = may(useMe(), "reveal", props.kind);
  const masked = mayReveal && props.shown.includes("*");
  const ask = () => reveal.mutate(props.name, { onSuccess: () => showToast(t("revealed")) });
  return (
    <>
      {reveal.data?.value ?? props.shown}
      {masked && !reveal.data && (
        <Button look="quiet" icon="lock" label={t("reveal")} busy={reveal.isPending} onClick={ask} />
      )}
      <Refused error={reveal.error} />
    </>
  );
}

function useWords() {
  const t = useTexts(fieldTexts);
  const person = usePersonName();
  const units = [...useUnitOptions("areas"), ...useUnitOptions("departments"), ...useUnitOptions("teams")];
  return ({ kind, to, options }: MasterField, value: unknown): string => {
    if (Array.isArray(value)) return value.join(" · ");
    if (typeof value === "boolean") return value ? "✓" : "–";
    const text = String(value);
    if (kind === "choice" && options?.includes(text)) return t(text as FieldName);
    if (to === "person") return person(text) ?? text;
    return units.find((unit) => unit.value === text)?.label ?? text;
  };
}
