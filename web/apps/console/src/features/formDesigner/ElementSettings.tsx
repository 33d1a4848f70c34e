import { useTexts } from "@bihuan/i18n";
import { Button, Chip, Control } from "@bihuan/ui";
import { useRef, useState } from "react";
import { foundAt, useDesign } from "./design.ts";
import { type FieldBody, type Patch, withField } from "./draft/body.ts";
import { elementTexts } from "./elementTexts.ts";
import styles from "./Inspector.module.css";
import { Head, Switch } from "./InspectorParts.tsx";
import { tileOf } from "./kinds.ts";
import { kindTexts } from "./kindTexts.ts";
import { Labels } from "./Labels.tsx";
import { MOST_PICTURE, pictureOf } from "./pictures.ts";
import { texts } from "./texts.ts";
import { WhenField } from "./WhenField.tsx";

/** What can be set of something that holds no value: its words or picture, and when it shows. */
export function ElementSettings({ field }: { field: FieldBody }) {
  const t = useTexts(texts);
  const say = useTexts(kindTexts);
  const tell = useTexts(elementTexts);
  const design = useDesign();
  const path = `fields.${field.key}`;
  const set = (patch: Patch, strand?: string) =>
    design.change(withField(design.body, field.key, patch), strand && `${path}.${strand}`);
  const faults = foundAt(design.findings, path);
  const at = (name: string) => faults.find((one) => one.path.startsWith(`${path}.${name}`))?.detail;
  const tile = tileOf(field);
  return (
    <>
      <Head shape={tile.shape} title={say(tile.id as "divider")} onRemove={() => design.remove(field)} />
      <div className={styles.group}>
        <p className={styles.hint}>{tell("noValue")}</p>
        <Labels
          label={t("label")}
          value={field.label}
          problem={at("label")}
          onChange={(label) => set({ label }, "label")}
        />
        {field.kind === "divider" && (
          <Switch
            label={tell("plain")}
            isOn={field.plain === true}
            onChange={(on) => set({ plain: on || undefined })}
          />
        )}
        {field.kind === "help_text" && <Paragraph field={field} set={set} at={at} />}
        {field.kind === "image" && <PictureChoice field={field} set={set} at={at} />}
      </div>
      <div className={styles.group}>
        <h3>{t("linkage")}</h3>
        <WhenField path={`${path}.show`} kind="show" tree={field.show} onChange={(show) => set({ show })} />
      </div>
    </>
  );
}

interface PartProps {
  field: FieldBody;
  set: (patch: Patch, strand?: string) => void;
  at: (name: string) => string | undefined;
}

function Paragraph({ field, set, at }: PartProps) {
  const tell = useTexts(elementTexts);
  const warns = field.tone === "warn";
  return (
    <>
      <Labels
        label={tell("text")}
        value={field.text}
        long
        problem={at("text")}
        onChange={(text) => set({ text }, "text")}
      />
      <Control label={tell("tone")} group>
        {() => (
          <div className={styles.chips}>
            <Chip on={!warns} onToggle={() => set({ tone: undefined })}>
              {tell("info")}
            </Chip>
            <Chip on={warns} onToggle={() => set({ tone: "warn" })}>
              {tell("warn")}
            </Chip>
          </div>
        )}
      </Control>
    </>
  );
}

function PictureChoice({ field, set, at }: PartProps) {
  const tell = useTexts(elementTexts);
  const picker = useRef<HTMLInputElement>(null);
  const [failed, setFailed] = useState(false);
  const take = async (file: File | undefined) => {
    if (!file) return;
    const picture = await pictureOf(file);
    setFailed(picture === null);
    if (picture) set({ picture });
  };
  const has = typeof field.picture === "string";
  const fault = failed ? tell("badPicture") : at("picture");
  return (
    <Control label={tell("picture")} group problem={fault} help={tell("pictureHint", { kb: MOST_PICTURE / 1000 })}>
      {() => (
        <>
          {has && <img className={styles.picture} src={String(field.picture)} alt="" />}
          <input
            ref={picker}
            hidden
            type="file"
            accept="image/png,image/jpeg,image/webp"
            aria-label={tell("choosePicture")}
            onChange={(event) => {
              void take(event.target.files?.[0]);
              event.target.value = "";
            }}
          />
          <Button icon="plus" onClick={() => picker.current?.click()}>
            {tell(has ? "otherPicture" : "choosePicture")}
          </Button>
        </>
      )}
    </Control>
  );
}
