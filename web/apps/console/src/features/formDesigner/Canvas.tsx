import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Tag } from "@bihuan/ui";
import { type KeyboardEvent, useRef } from "react";
import styles from "./Designer.module.css";
import { useDesign } from "./design.ts";
import {
  type FieldBody,
  freeKey,
  type SectionBody,
  withMovedField,
  withNewSection,
  withSteppedSection,
} from "./draft/body.ts";
import { useDropPlace, useDrops } from "./dragging.ts";
import { FieldCard } from "./FieldCard.tsx";
import { texts } from "./texts.ts";

/** The form on paper: sections with their fields, in the order in which people fill them in. */
export function Canvas() {
  const t = useTexts(texts);
  const { body, change, select, add, selection } = useDesign();
  useDrops((load, place) => {
    if ("tile" in load) return add(load.tile, place);
    change(withMovedField(body, load.field, place));
    select({ at: "field", key: load.field });
  });
  const addSection = () => {
    const key = freeKey(
      "section",
      body.sections.map((one) => one.key),
    );
    const label = { zh: t("newSection"), en: t("newSection") };
    change(withNewSection(body, { key, label, fields: [] }));
    select({ at: "section", key });
  };
  return (
    <section className={styles.canvas} aria-label={t("canvas")}>
      <div className={styles.paper}>
        <FormHead isOn={selection.at === "form"} />
        {body.sections.map((section, at) => (
          <Section key={section.key} section={section} isFirst={at === 0} isLast={at === body.sections.length - 1} />
        ))}
        <Button look="quiet" icon="plus" className={styles.addSection ?? ""} onClick={addSection}>
          {t("addSection")}
        </Button>
      </div>
    </section>
  );
}

function FormHead({ isOn }: { isOn: boolean }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const { body, select } = useDesign();
  const rules = body.rules?.length ?? 0;
  return (
    <button type="button" className={styles.formHead} aria-pressed={isOn} onClick={() => select({ at: "form" })}>
      <strong>{pick({ ...body.label }, language) || t("unnamed")}</strong>
      <span>{rules ? t("ruleCount", { count: rules }) : t("formSettings")}</span>
    </button>
  );
}

interface SectionProps {
  section: SectionBody;
  isFirst: boolean;
  isLast: boolean;
}

function Section({ section, isFirst, isLast }: SectionProps) {
  const { selection } = useDesign();
  const isOn = selection.at === "section" && selection.key === section.key;
  return (
    <section className={styles.section} data-on={isOn}>
      <SectionHead section={section} isOn={isOn} isFirst={isFirst} isLast={isLast} />
      <ol className={styles.cards}>
        {section.fields.map((field, index) => (
          <FieldCard key={field.key} field={field} place={{ section: section.key, index }} />
        ))}
      </ol>
      <SectionEnd section={section.key} fields={section.fields} />
    </section>
  );
}

function SectionHead({ section, isOn, isFirst, isLast }: SectionProps & { isOn: boolean }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const { body, change, select } = useDesign();
  const name = section.label ? pick({ ...section.label }, language) : "";
  const step = (by: -1 | 1) => change(withSteppedSection(body, section.key, by));
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    step(event.key === "ArrowUp" ? -1 : 1);
  };
  return (
    <header className={styles.sectionHead}>
      <button
        type="button"
        className={styles.sectionName}
        aria-pressed={isOn}
        aria-label={t("sectionNamed", { name: name || t("noHeading") })}
        onClick={() => select({ at: "section", key: section.key })}
        onKeyDown={onKeyDown}
      >
        {name || <i>{t("noHeading")}</i>}
      </button>
      {section.show !== undefined && section.show !== true && <Tag tone="accent">{t("sometimes")}</Tag>}
      <span className={styles.sectionTools}>
        {!isFirst && <Button look="quiet" icon="up" label={t("sectionUp")} onClick={() => step(-1)} />}
        {!isLast && <Button look="quiet" icon="chevron" label={t("sectionDown")} onClick={() => step(1)} />}
      </span>
    </header>
  );
}

/** Below the last field; of an empty section, where the first one goes. */
function SectionEnd({ section, fields }: { section: string; fields: readonly FieldBody[] }) {
  const t = useTexts(texts);
  const ref = useRef<HTMLDivElement>(null);
  const edge = useDropPlace(ref, { section, index: fields.length }, true);
  return (
    <div ref={ref} className={styles.end} data-over={edge !== null} data-empty={fields.length === 0}>
      {fields.length === 0 ? t("emptySection") : ""}
    </div>
  );
}
