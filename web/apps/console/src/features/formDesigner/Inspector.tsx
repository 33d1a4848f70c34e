import { useTexts } from "@bihuan/i18n";
import { Button } from "@bihuan/ui";
import { foundAt, useDesign } from "./design.ts";
import { columnsOf, fieldOf, withoutSection, withSection } from "./draft/body.ts";
import { ElementSettings } from "./ElementSettings.tsx";
import { isElementBody } from "./elementTiles.ts";
import { ColumnSettings, FieldSettings } from "./FieldSettings.tsx";
import { FormSettings } from "./FormSettings.tsx";
import styles from "./Inspector.module.css";
import { Labels } from "./Labels.tsx";
import { texts } from "./texts.ts";
import { WhenField } from "./WhenField.tsx";

/** What can be set of whatever is selected, in plain words. */
export function Inspector() {
  const t = useTexts(texts);
  return (
    <aside className={styles.inspector} aria-label={t("settings")}>
      <Selected />
    </aside>
  );
}

function Selected() {
  const { body, selection } = useDesign();
  if (selection.at === "form") return <FormSettings />;
  if (selection.at === "section") return <SectionSettings of={selection.key} />;
  const field = fieldOf(body, selection.key);
  const column = field && columnsOf(field).find((one) => one.key === selection.column);
  if (!field) return <FormSettings />;
  if (column) return <ColumnSettings key={column.key} field={field} column={column} />;
  if (isElementBody(field)) return <ElementSettings key={field.key} field={field} />;
  return <FieldSettings key={field.key} field={field} />;
}

function SectionSettings({ of }: { of: string }) {
  const t = useTexts(texts);
  const { body, change, findings, select } = useDesign();
  const section = body.sections.find((one) => one.key === of);
  if (!section) return <FormSettings />;
  const path = `sections.${of}`;
  const faults = foundAt(findings, path);
  return (
    <div className={styles.group}>
      <h2>{t("section")}</h2>
      <Labels
        label={t("heading")}
        value={section.label}
        optional
        problem={faults.find((one) => one.path.startsWith(`${path}.label`))?.detail}
        onChange={(label) => change(withSection(body, of, { label }), `${path}.label`)}
      />
      <WhenField
        path={`${path}.show`}
        kind="show"
        tree={section.show}
        onChange={(show) => change(withSection(body, of, { show }))}
      />
      {body.sections.length > 1 && (
        <div className={styles.foot}>
          <Button
            look="danger"
            icon="close"
            onClick={() => {
              change(withoutSection(body, of));
              select({ at: "form" });
            }}
          >
            {t("removeSection")}
          </Button>
          <p className={styles.hint}>{t("removeSectionHint")}</p>
        </div>
      )}
    </div>
  );
}
