import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Tag, type Tone } from "@bihuan/ui";
import { type KeyboardEvent, useEffect, useRef } from "react";
import styles from "./Designer.module.css";
import { type Design, foundAt, useDesign } from "./design.ts";
import { type FieldBody, type Place, withSteppedField } from "./draft/body.ts";
import { copyOf } from "./draft/copies.ts";
import { useDraggable, useDropPlace } from "./dragging.ts";
import { KindIcon } from "./KindIcon.tsx";
import { tileOf } from "./kinds.ts";
import { Mock } from "./Mock.tsx";
import { texts } from "./texts.ts";

/** One field on the paper, as it will look. Arrows with Alt move it, Delete takes it out, Ctrl-D doubles it. */
export function FieldCard({ field, place }: { field: FieldBody; place: Place }) {
  const t = useTexts(texts);
  const design = useDesign();
  const ref = useRef<HTMLLIElement>(null);
  const isDragged = useDraggable(ref, { field: field.key });
  const edge = useDropPlace(ref, place);
  const isOn = design.selection.at === "field" && design.selection.key === field.key;
  const faults = foundAt(design.findings, `fields.${field.key}`).filter((one) => one.severity === "error");
  useEffect(() => {
    if (isOn) ref.current?.scrollIntoView({ block: "nearest" });
  }, [isOn]);
  return (
    <li
      ref={ref}
      className={styles.card}
      data-on={isOn}
      data-edge={isDragged ? null : edge}
      data-dragged={isDragged}
      data-faulty={faults.length > 0}
    >
      <Pick field={field} isOn={isOn} design={design} />
      {isOn && <Tools field={field} design={design} />}
      {faults.map((fault) => (
        <p key={fault.path + fault.code} className={styles.fault}>
          {fault.detail}
        </p>
      ))}
      {faults.length > 0 && <span className={styles.unseen}>{t("faulty")}</span>}
    </li>
  );
}

function Pick({ field, isOn, design }: { field: FieldBody; isOn: boolean; design: Design }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const label = pick({ ...field.label }, language);
  return (
    <div className={styles.inside}>
      <span className={styles.label}>
        <KindIcon shape={tileOf(field).shape} />
        <button
          type="button"
          className={styles.pick}
          aria-pressed={isOn}
          aria-label={t("fieldNamed", { name: label || t("unnamed") })}
          aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Delete Control+D"
          data-field={field.key}
          onClick={() => design.select({ at: "field", key: field.key })}
          onKeyDown={(event) => onKey(event, field, design)}
        >
          {label || t("unnamed")}
        </button>
        {isRequired(field) && <span className={styles.star}>*</span>}
        <Marks field={field} isCore={design.body.core_fields?.includes(field.key) ?? false} />
      </span>
      {field.help !== undefined && <span className={styles.help}>{pick(field.help as never, language)}</span>}
      <Mock field={field} />
    </div>
  );
}

/** Evidence asks by itself, unless it is said otherwise. */
function isRequired(field: FieldBody): boolean {
  return field.require === undefined ? field.evidence !== undefined : field.require === true;
}

/** What is special of the field, in a word each. */
function Marks({ field, isCore }: { field: FieldBody; isCore: boolean }) {
  const t = useTexts(texts);
  const isTree = (setting: unknown) => typeof setting === "object" && setting !== null;
  const marks: [boolean, "shared" | "sometimes" | "sometimesRequired" | "computed" | "filled" | "personal", Tone][] = [
    [isCore, "shared", "quiet"],
    [isTree(field.show), "sometimes", "accent"],
    [isTree(field.require), "sometimesRequired", "accent"],
    [field.compute !== undefined, "computed", "accent"],
    [field.fill !== undefined, "filled", "accent"],
    [field.personal === true, "personal", "quiet"],
  ];
  return (
    <span className={styles.marks}>
      {marks.map(
        ([holds, text, tone]) =>
          holds && (
            <Tag key={text} tone={tone}>
              {t(text)}
            </Tag>
          ),
      )}
    </span>
  );
}

function Tools({ field, design }: { field: FieldBody; design: Design }) {
  const t = useTexts(texts);
  const { body, change } = design;
  return (
    <span className={styles.tools}>
      <Button look="quiet" icon="up" label={t("up")} onClick={() => change(withSteppedField(body, field.key, -1))} />
      <Button
        look="quiet"
        icon="chevron"
        label={t("down")}
        onClick={() => change(withSteppedField(body, field.key, 1))}
      />
      <Button look="quiet" icon="columns" label={t("double")} onClick={() => double(field, design)} />
      <Button look="quiet" icon="close" label={t("remove")} onClick={() => design.remove(field)} />
    </span>
  );
}

function double(field: FieldBody, { body, buried, change, select }: Design): void {
  const copied = copyOf(body, field, buried);
  change(copied.body);
  select({ at: "field", key: copied.key });
}

function onKey(event: KeyboardEvent, field: FieldBody, design: Design): void {
  const { body, change } = design;
  const deeds: Readonly<Record<string, () => void>> = {
    "Alt ArrowUp": () => change(withSteppedField(body, field.key, -1)),
    "Alt ArrowDown": () => change(withSteppedField(body, field.key, 1)),
    " Delete": () => design.remove(field),
    "Control d": () => double(field, design),
  };
  const held = event.altKey ? "Alt" : event.ctrlKey || event.metaKey ? "Control" : "";
  const deed = deeds[`${held} ${event.key}`];
  if (!deed) return;
  event.preventDefault();
  deed();
}
