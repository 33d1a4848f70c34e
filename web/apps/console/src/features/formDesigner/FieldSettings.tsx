import type { Json } from "@bihuan/core";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Notice } from "@bihuan/ui";
import { ColumnsEditor } from "./ColumnsEditor.tsx";
import { DefaultField } from "./DefaultField.tsx";
import { foundAt, useDesign } from "./design.ts";
import { columnsOf, type FieldBody, type Patch, withColumn, withField } from "./draft/body.ts";
import { FormulaField } from "./FormulaField.tsx";
import styles from "./Inspector.module.css";
import { Head, Switch } from "./InspectorParts.tsx";
import { KindSettings } from "./KindSettings.tsx";
import { tileOf, UNFILTERED } from "./kinds.ts";
import { kindTexts } from "./kindTexts.ts";
import { Labels } from "./Labels.tsx";
import { ItemsEditor, OptionsEditor } from "./OptionsEditor.tsx";
import { texts } from "./texts.ts";
import { WhenField } from "./WhenField.tsx";

const NUMERIC = new Set(["number", "amount", "reading", "duration", "percent", "rating", "slider"]);
const RECKONED = new Set([...NUMERIC, "time", "text"]);

/** Everything of one field: what it is called, what it asks, when it shows, where its value comes from. */
export function FieldSettings({ field }: { field: FieldBody }) {
  const t = useTexts(texts);
  const say = useTexts(kindTexts);
  const design = useDesign();
  const { body, change, findings } = design;
  const path = `fields.${field.key}`;
  const set = (patch: Patch, strand?: string) =>
    change(withField(body, field.key, patch), strand && `${path}.${strand}`);
  const faults = foundAt(findings, path);
  const at = (name: string) => faults.find((one) => one.path.startsWith(`${path}.${name}`))?.detail;
  const tile = tileOf(field);
  const whole = faults.filter((one) => one.path === path || one.path === `${path}.kind`);
  return (
    <>
      <Head shape={tile.shape} title={say(tile.id as "text")} onRemove={() => design.remove(field)} />
      {whole.map((one) => (
        <Notice key={one.code}>{one.detail}</Notice>
      ))}
      {body.core_fields?.includes(field.key) && <p className={styles.hint}>{t("sharedHint")}</p>}
      <div className={styles.group}>
        <Labels
          label={t("label")}
          value={field.label}
          problem={at("label")}
          onChange={(label) => set({ label }, "label")}
        />
        <Labels
          label={t("help")}
          value={field.help}
          optional
          long
          problem={at("help")}
          onChange={(help) => set({ help }, "help")}
        />
      </div>
      <Own field={field} path={path} set={set} at={at} />
      <div className={styles.group}>
        <h3>{t("linkage")}</h3>
        <WhenField path={`${path}.show`} kind="show" tree={field.show} onChange={(show) => set({ show })} />
        {field.compute === undefined && <Asked field={field} path={path} set={set} />}
      </div>
      <Value field={field} path={path} set={set} at={at} />
      <More field={field} set={set} at={at} />
    </>
  );
}

interface PartProps {
  field: FieldBody;
  path: string;
  set: (patch: Patch, strand?: string) => void;
  at: (name: string) => string | undefined;
}

/** What is reckoned is neither asked for nor changed by anybody. */
function Asked({ field, path, set }: Omit<PartProps, "at">) {
  return (
    <>
      <WhenField
        path={`${path}.require`}
        kind="require"
        usual={field.evidence !== undefined || field.kind === "consent"}
        tree={field.require}
        onChange={(require) => set({ require })}
      />
      <WhenField
        path={`${path}.readonly`}
        kind="readonly"
        tree={field.readonly}
        onChange={(readonly) => set({ readonly })}
      />
    </>
  );
}

/** What only fields of this kind have. */
function Own({ field, path, set, at }: PartProps) {
  const hasOptions = ["choice", "multi_choice", "matrix"].includes(field.kind);
  return (
    <div className={styles.group}>
      {hasOptions && <OptionsEditor field={field} path={path} set={set} problem={at("options")} />}
      {field.kind === "matrix" && <ItemsEditor under="questions" field={field} set={set} problem={at("questions")} />}
      {field.kind === "checklist" && <ItemsEditor under="items" field={field} set={set} problem={at("items")} />}
      {field.kind === "sub_table" && <ColumnsEditor field={field} problem={at("columns")} />}
      <KindSettings field={field} set={set} at={at} />
    </div>
  );
}

/** Where the value comes from when nobody types it. */
function Value({ field, path, set, at }: PartProps) {
  const t = useTexts(texts);
  const { body } = useDesign();
  const isComputed = field.compute !== undefined;
  const reckoned = RECKONED.has(field.kind);
  if (["files", "signature", "sub_table", "checklist", "switch", "consent", "nps", "matrix"].includes(field.kind))
    return null;
  return (
    <div className={styles.group}>
      <h3>{t("value")}</h3>
      {!isComputed && <DefaultField field={field} path={path} set={set} problem={at("default") ?? at("fill")} />}
      {reckoned && (
        <FormulaField
          path={`${path}.compute`}
          tree={field.compute}
          among={body.sections.flatMap((section) => section.fields).filter((one) => one.key !== field.key)}
          isText={field.kind === "text"}
          problem={at("compute")}
          // What is reckoned is neither asked for nor proposed.
          onChange={(compute) =>
            set(
              compute === undefined
                ? { compute }
                : { compute, default: undefined, fill: undefined, require: undefined, readonly: undefined },
              "compute",
            )
          }
        />
      )}
    </div>
  );
}

const SWITCHES = ["personal", "filterable", "unique"] as const;

function More({ field, set, at }: Omit<PartProps, "path">) {
  const t = useTexts(texts);
  const isPersonalByKind = ["person", "signature", "contact", "address", "gps_point"].includes(field.kind);
  return (
    <div className={styles.group}>
      <h3>{t("more")}</h3>
      {SWITCHES.filter((name) => name === "personal" || !UNFILTERED.has(field.kind)).map((name) => {
        const holds = name === "personal" && isPersonalByKind;
        const isOn = field[name] === undefined ? holds : field[name] === true;
        return (
          <Switch
            key={name}
            label={t(name)}
            hint={at(name) ?? t(`${name}Hint`)}
            isOn={isOn}
            onChange={(on) => set({ [name]: on === holds ? undefined : on })}
          />
        );
      })}
      <p className={styles.key}>
        {t("key")} <code>{field.key}</code>
      </p>
    </div>
  );
}

/** One column of a sub-table: fewer things to say, for it knows nothing but its row. */
export function ColumnSettings({ field, column }: { field: FieldBody; column: FieldBody }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const { body, change, findings, select } = useDesign();
  const path = `fields.${field.key}.columns.${column.key}`;
  const set = (patch: Patch, strand?: string) =>
    change(withColumn(body, field.key, column.key, patch), strand && `${path}.${strand}`);
  const faults = foundAt(findings, path);
  const at = (name: string) => faults.find((one) => one.path.startsWith(`${path}.${name}`))?.detail;
  const columns = columnsOf(field);
  const left = columns.slice(0, columns.indexOf(column));
  return (
    <>
      <Button look="quiet" icon="back" onClick={() => select({ at: "field", key: field.key })}>
        {t("backTo", { name: pick({ ...field.label }, language) })}
      </Button>
      <div className={styles.group}>
        <h2>{t("columnTitle")}</h2>
        <Labels
          label={t("label")}
          value={column.label}
          problem={at("label")}
          onChange={(label) => set({ label }, "label")}
        />
      </div>
      <Own field={column} path={path} set={set} at={at} />
      <div className={styles.group}>
        {column.compute === undefined && (
          <Switch
            label={t("requiredInRow")}
            isOn={column.require === true}
            onChange={(on) => set({ require: on || undefined })}
          />
        )}
        {NUMERIC.has(column.kind) && (
          <Switch label={t("total")} isOn={column.total === true} onChange={(on) => set({ total: on || undefined })} />
        )}
        {RECKONED.has(column.kind) && left.length > 0 && (
          <FormulaField
            path={`${path}.compute`}
            tree={column.compute as Json | undefined}
            among={left}
            isText={column.kind === "text"}
            problem={at("compute")}
            onChange={(compute) =>
              set(compute === undefined ? { compute } : { compute, default: undefined, require: undefined }, "compute")
            }
          />
        )}
      </div>
    </>
  );
}
