import type { FormDefinition, Json } from "@bihuan/core";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Dialog } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { FieldValue } from "../controls.tsx";
import styles from "./Clashes.module.css";
import { type Choice, type Choices, type Clash, FORM } from "./clashes.ts";
import { texts } from "./texts.ts";

interface Props {
  clashes: readonly Clash[];
  form: FormDefinition;
  /** The tenant's zone, in which times are told. */
  zone: string;
  nameOf: (person: string | null) => string;
  onDecided: (choices: Choices) => void;
  onClose: () => void;
}

/** Theirs, mine, or what stood there before: a choice for each field that two people changed. */
export function Clashes({ clashes, form, zone, nameOf, onDecided, onClose }: Props) {
  const t = useTexts(texts);
  const [choices, setChoices] = useState<Choices>(new Map());
  if (!clashes.length) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onDecided(choices);
    setChoices(new Map());
  };
  return (
    <Dialog title={t("clashTitle")} closeLabel={t("close")} onClose={onClose}>
      <form className={styles.clashes} onSubmit={submit}>
        <p>{t("clashAbout")}</p>
        {clashes.map((clash) => (
          <OneClash
            key={clash.path}
            clash={clash}
            form={form}
            zone={zone}
            who={nameOf(clash.by)}
            chosen={choices.get(clash.path)}
            onChoose={(choice) => setChoices(new Map(choices).set(clash.path, choice))}
          />
        ))}
        <div className={styles.end}>
          <Button look="quiet" onClick={onClose}>
            {t("back")}
          </Button>
          <Button type="submit" look="primary" disabled={clashes.some(({ path }) => !choices.has(path))}>
            {t("keep")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface OneProps {
  clash: Clash;
  form: FormDefinition;
  zone: string;
  who: string;
  chosen: Choice | undefined;
  onChoose: (choice: Choice) => void;
}

function OneClash({ clash, form, zone, who, chosen, onChoose }: OneProps) {
  const t = useTexts(texts);
  const format = useFormats();
  const labels = { theirs: t("theirs", { who, at: format.instant(clash.at) }), mine: t("mine"), base: t("base") };
  return (
    <fieldset className={styles.clash}>
      <legend>{useLabel(clash.path, form)}</legend>
      {(["theirs", "mine", "base"] as const).map((choice) => (
        <label key={choice} className={styles.choice} data-chosen={chosen === choice}>
          <input type="radio" name={clash.path} checked={chosen === choice} onChange={() => onChoose(choice)} />
          <span>
            <span className={styles.whose}>{labels[choice]}</span>
            <span className={styles.value}>
              <Value path={clash.path} value={clash[choice]} form={form} zone={zone} />
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function useLabel(path: string, form: FormDefinition): string {
  const t = useTexts(texts);
  const language = useLanguage();
  const field = form.fields.get(path.slice(FORM.length));
  if (path.startsWith(FORM)) return field ? pick(field.label, language) : path;
  return path === "title" || path === "description" || path === "priority" || path === "tags" ? t(path) : path;
}

function Value({ path, value, form, zone }: { path: string; value: Json; form: FormDefinition; zone: string }) {
  const t = useTexts(texts);
  const field = path.startsWith(FORM) ? form.fields.get(path.slice(FORM.length)) : undefined;
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) return t("empty");
  if (field) return <FieldValue field={field} value={value} zone={zone} />;
  return Array.isArray(value) ? value.join(", ") : String(value);
}
