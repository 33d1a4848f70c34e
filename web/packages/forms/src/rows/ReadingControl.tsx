import { type FieldDefinition, type Json, numberOf, type ReadingState, readingState, STATES } from "@bihuan/core";
import { formatsFor, pick, useTexts } from "@bihuan/i18n";
import { Tag, TextInput } from "@bihuan/ui";
import type { ControlInput } from "../controlInput.ts";
import styles from "./Rows.module.css";
import { texts } from "./texts.ts";

const TONES = { normal: "good", warning: "warn", limit: "danger" } as const;

interface Props extends ControlInput {
  control: React.ComponentProps<typeof TextInput>;
  value: Json;
  unit: string;
}

/** A number with its unit, how it stands, what is normal, and what it was the last time. */
export function ReadingControl({ field, state, language, control, value, unit }: Props) {
  const t = useTexts(texts);
  const previous = state.previous[field.key];
  const normal = spanOf(field, "normal");
  return (
    <span className={styles.reading}>
      <span className={styles.readingLine}>
        <TextInput inputMode="decimal" autoComplete="off" {...control} />
        {unit}
        <ReadingTag field={field} value={value} language={language} />
      </span>
      {(normal || previous) && (
        <span className={styles.quiet}>
          {[
            normal && t("normal", { span: normal }),
            previous &&
              t("previous", { value: previous.value, at: formatsFor(language, state.zone).instant(previous.at) }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
      )}
    </span>
  );
}

/** The mark of a reading; nothing while there is none, or none that can be judged. */
export function ReadingTag({ field, value, language }: { field: FieldDefinition; value: Json; language: "zh" | "en" }) {
  const judged = ["normal_min", "normal_max", "limit_min", "limit_max"].some((name) => field.settings[name] != null);
  if (!judged || value === null || numberOf(value) === null) return null;
  const state: ReadingState = readingState(field, value);
  return <Tag tone={TONES[state]}>{pick(STATES[state], language)}</Tag>;
}

function spanOf({ settings }: FieldDefinition, name: string): string {
  const [low, high] = [settings[`${name}_min`] ?? null, settings[`${name}_max`] ?? null];
  if (low === null && high === null) return "";
  if (low === null) return `≤ ${high}`;
  return high === null ? `≥ ${low}` : `${low}–${high}`;
}
