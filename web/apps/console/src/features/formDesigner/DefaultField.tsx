import type { Json } from "@bihuan/core";
import { RELATIONS } from "@bihuan/forms";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Control, Select, TextInput } from "@bihuan/ui";
import { useDesign } from "./design.ts";
import { type FieldBody, fieldsOf, optionsOf, type Patch } from "./draft/body.ts";
import styles from "./Inspector.module.css";
import { texts } from "./texts.ts";

interface Props {
  field: FieldBody;
  path: string;
  set: (patch: Patch, strand?: string) => void;
  problem: string | undefined;
}

const TYPED = new Set(["text", "long_text", "number", "amount", "reading", "percent", "rating", "slider"]);

/** What stands in the field before anybody types: nothing, a value, the present, or what a device brings along. */
export function DefaultField({ field, path, set, problem }: Props) {
  const t = useTexts(texts);
  const { sentences } = useDesign();
  const sources = useSources(field);
  const mode = modeOf(field);
  const clear = { default: undefined, fill: undefined };
  const choose = (word: string) => {
    if (word === "now") return set({ ...clear, default: { rel: field.kind === "date" ? "today" : "now" } });
    if (word.startsWith("fill ")) return set({ ...clear, fill: word.slice(5) });
    set(word === "value" ? { ...clear, default: firstValue(field) } : clear);
  };
  return (
    <Control label={t("default")} problem={problem}>
      {({ id, describedBy }) => (
        <>
          <Select id={id} aria-describedby={describedBy} value={mode} onChange={(event) => choose(event.target.value)}>
            <option value="">{t("defaultNone")}</option>
            {(TYPED.has(field.kind) || field.kind === "choice") && <option value="value">{t("defaultValue")}</option>}
            {field.kind === "date_time" && <option value="now">{t("defaultNow")}</option>}
            {field.kind === "date" && <option value="now">{t("defaultToday")}</option>}
            {sources.map((source) => (
              <option key={source.path} value={`fill ${source.path}`}>
                {t("fillFrom", { name: source.label })}
              </option>
            ))}
            {mode === "formula" && <option value="formula">{t("defaultFormula")}</option>}
          </Select>
          {mode === "value" && <Literal field={field} set={set} />}
          {mode === "formula" && <p className={styles.sentence}>{sentences[`${path}.default`] ?? t("telling")}</p>}
        </>
      )}
    </Control>
  );
}

function modeOf(field: FieldBody): string {
  if (typeof field.fill === "string") return `fill ${field.fill}`;
  const preset = field.default;
  if (preset === undefined || preset === null) return "";
  if (typeof preset !== "object") return "value";
  const present = { rel: field.kind === "date" ? "today" : "now" };
  return JSON.stringify(preset) === JSON.stringify(present) ? "now" : "formula";
}

function firstValue(field: FieldBody): Json {
  return field.kind === "choice" ? (optionsOf(field)[0]?.value ?? "") : "";
}

function Literal({ field, set }: Pick<Props, "field" | "set">) {
  const t = useTexts(texts);
  const language = useLanguage();
  const value = String(field.default ?? "");
  const put = (text: string) => set({ default: text }, "default");
  if (field.kind !== "choice") {
    return <TextInput aria-label={t("defaultValue")} value={value} onChange={(event) => put(event.target.value)} />;
  }
  return (
    <Select aria-label={t("defaultValue")} value={value} onChange={(event) => put(event.target.value)}>
      {optionsOf(field).map((option) => (
        <option key={option.value} value={option.value}>
          {pick({ ...option.label }, language)}
        </option>
      ))}
    </Select>
  );
}

/** Of which type a source has to be for a kind of field. */
const FILLS: Readonly<Record<string, string>> = {
  text: "text",
  long_text: "text",
  number: "number",
  amount: "number",
  slider: "number",
  date: "date",
};

/** What stands behind the form's references and suits the field: model and serial number of a device. */
function useSources(field: FieldBody): { path: string; label: string }[] {
  const language = useLanguage();
  const { body, askables } = useDesign();
  const wanted = FILLS[field.kind];
  if (!wanted) return [];
  const behind = RELATIONS.behind as Readonly<Record<string, readonly { key: string; type: string }[]>>;
  return fieldsOf(body).flatMap((one) =>
    (behind[one.kind] ?? [])
      .filter((source) => source.type === wanted)
      .map((source) => {
        const path = `${one.key}.${source.key}`;
        return { path, label: pick(askables.find((found) => found.key === path)?.label, language) };
      }),
  );
}
