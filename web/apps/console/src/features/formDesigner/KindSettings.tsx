import { type Json, MEDIA } from "@bihuan/core";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Chip, Control, Select, TextInput } from "@bihuan/ui";
import { Fragment } from "react";
import { useDesign } from "./design.ts";
import { type FieldBody, fieldsOf, type Patch } from "./draft/body.ts";
import styles from "./Inspector.module.css";
import { Switch } from "./InspectorParts.tsx";
import { type KindText, kindTexts } from "./kindTexts.ts";
import { Labels } from "./Labels.tsx";
import { OF_PHOTOS, SETTINGS, type Setting } from "./ownSettings.ts";
import { TableChoice, TakenFields } from "./RecordSettings.tsx";
import { texts } from "./texts.ts";

interface Props {
  field: FieldBody;
  set: (patch: Patch, strand?: string) => void;
  at: (name: string) => string | undefined;
}

/** The settings that only this kind has, each with the editor that suits it. */
export function KindSettings({ field, set, at }: Props) {
  const say = useTexts(kindTexts);
  const takesPhotos = !Array.isArray(field.accept) || field.accept.includes("photo");
  const settings = (SETTINGS[field.kind] ?? []).filter((one) => takesPhotos || !OF_PHOTOS.has(one.name));
  const small = settings.filter((one) => one.as === "whole" || one.as === "decimal");
  return (
    <>
      {settings
        .filter((one) => !small.includes(one))
        .map((one) => (
          <One key={one.name} setting={one} field={field} set={set} at={at} />
        ))}
      {small.length > 0 && (
        <div className={styles.pair}>
          {small.map((one) => (
            <NumberSetting key={one.name} setting={one} field={field} set={set} at={at} />
          ))}
        </div>
      )}
      {field.kind === "switch" && (
        <Switch
          label={say("startsOn")}
          isOn={field.default === true}
          onChange={(on) => set({ default: on || undefined })}
        />
      )}
      {field.kind === "files" && <p className={styles.hint}>{say("compressed")}</p>}
    </>
  );
}

function One({ setting, field, set, at }: Props & { setting: Setting }) {
  const say = useTexts(kindTexts);
  const { name } = setting;
  const label = say(`set_${name}` as KindText);
  if (setting.as === "flag") {
    const holds = setting.holds === true;
    const isOn = field[name] === undefined ? holds : field[name] === true;
    return <Switch label={label} isOn={isOn} onChange={(on) => set({ [name]: on === holds ? undefined : on })} />;
  }
  if (setting.as === "words") {
    return (
      <Labels
        label={label}
        value={field[name]}
        long
        problem={at(name)}
        onChange={(text) => set({ [name]: text as Json | undefined }, name)}
      />
    );
  }
  if (setting.as === "label") {
    return (
      <Labels
        label={label}
        value={field[name]}
        optional
        problem={at(name)}
        onChange={(text) => set({ [name]: text as Json | undefined }, name)}
      />
    );
  }
  if (setting.as === "currency") return <Currency label={label} field={field} set={set} at={at} />;
  if (setting.as === "display") return <Display label={label} field={field} set={set} at={at} />;
  if (setting.as === "media") return <Accepted label={label} field={field} set={set} at={at} />;
  if (setting.as === "table") return <TableChoice label={label} field={field} set={set} problem={at(name)} />;
  if (setting.as === "taken") return <TakenFields label={label} field={field} set={set} problem={at(name)} />;
  if (setting.as === "evidence") return <Evidence label={label} field={field} set={set} at={at} />;
  const kinds = setting.as === "customer" ? ["customer"] : ["text", "long_text"];
  return <OtherField label={label} name={name} kinds={kinds} field={field} set={set} at={at} />;
}

/** A whole number, or a decimal that is kept as it is written. */
function NumberSetting({ setting, field, set, at }: Props & { setting: Setting }) {
  const say = useTexts(kindTexts);
  const { name, as } = setting;
  const value = field[name];
  const put = (text: string) => {
    const said = text.trim();
    const whole = as === "whole" && /^-?\d+$/.test(said);
    set({ [name]: said === "" ? undefined : whole ? Number(said) : said }, name);
  };
  return (
    <Control label={say((setting.say ?? `set_${name}`) as KindText)} problem={at(name)}>
      {({ id, describedBy, invalid }) => (
        <TextInput
          id={id}
          inputMode="decimal"
          autoComplete="off"
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          value={value === undefined || value === null ? "" : String(value)}
          onChange={(event) => put(event.target.value)}
        />
      )}
    </Control>
  );
}

type MediaProps = Props & { label: string };

const CURRENCIES = ["CNY", "USD", "EUR", "HKD", "TWD", "JPY", "GBP", "SGD"];

/** What amounts are in. Once published it stays: the amounts that were written since would mean something else. */
function Currency({ label, field, set, at }: MediaProps) {
  const t = useTexts(texts);
  const { published } = useDesign();
  const chosen = String(field.currency ?? "CNY");
  const offered = CURRENCIES.includes(chosen) ? CURRENCIES : [chosen, ...CURRENCIES];
  const stands = published.has(field.key);
  return (
    <Control label={label} help={t(stands ? "currencyStands" : "currencyFree")} problem={at("currency")}>
      {({ id, describedBy }) => (
        <Select
          id={id}
          aria-describedby={describedBy}
          disabled={stands}
          value={chosen}
          onChange={(event) => set({ currency: event.target.value === "CNY" ? undefined : event.target.value })}
        >
          {offered.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </Select>
      )}
    </Control>
  );
}

const DISPLAYS = { choice: ["chips", "radio", "select"], multi_choice: ["chips", "checkbox"] } as const;

/** How the options are laid out; without a word the control decides by their number. */
function Display({ label, field, set, at }: MediaProps) {
  const say = useTexts(kindTexts);
  const offered = field.kind === "choice" ? DISPLAYS.choice : DISPLAYS.multi_choice;
  return (
    <Control label={label} problem={at("display")}>
      {({ id }) => (
        <Select
          id={id}
          value={String(field.display ?? "")}
          onChange={(event) => set({ display: event.target.value || undefined })}
        >
          {field.kind === "choice" && <option value="">{say("display_auto")}</option>}
          {offered.map((one) => (
            <option key={one} value={field.kind !== "choice" && one === "chips" ? "" : one}>
              {say(`display_${one}`)}
            </option>
          ))}
        </Select>
      )}
    </Control>
  );
}

function Accepted({ label, field, set, at }: MediaProps) {
  const say = useTexts(kindTexts);
  const chosen = Array.isArray(field.accept) ? field.accept.map(String) : [...MEDIA];
  const toggle = (media: string) => {
    const next = MEDIA.filter((one) => chosen.includes(one) !== (one === media));
    if (next.length) set({ accept: next.length === MEDIA.length ? undefined : next });
  };
  return (
    <Control label={label} group problem={at("accept")}>
      {() => (
        <div className={styles.chips}>
          {MEDIA.map((media) => (
            <Chip key={media} on={chosen.includes(media)} onToggle={() => toggle(media)}>
              {say(`media_${media}`)}
            </Chip>
          ))}
        </div>
      )}
    </Control>
  );
}

/** How many of each are needed; the field is then required by itself. */
function Evidence({ label, field, set, at }: MediaProps) {
  const t = useTexts(texts);
  const say = useTexts(kindTexts);
  const accepted = Array.isArray(field.accept) ? field.accept.map(String) : [...MEDIA];
  const asked = (field.evidence ?? {}) as Readonly<Record<string, number>>;
  const put = (media: string, text: string) => {
    const { [media]: _, ...others } = asked;
    const count = Number(text);
    const next = count > 0 ? { ...others, [media]: count } : others;
    set({ evidence: Object.keys(next).length ? next : undefined }, `evidence ${media}`);
  };
  return (
    <Control label={label} group problem={at("evidence")} help={t("evidenceHint")}>
      {({ id }) => (
        <div className={styles.counts}>
          {MEDIA.filter((media) => accepted.includes(media) || media in asked).map((media) => (
            <Fragment key={media}>
              <label htmlFor={`${id}-${media}`}>{say(`media_${media}`)}</label>
              <TextInput
                id={`${id}-${media}`}
                type="number"
                min={0}
                max={100}
                value={String(asked[media] ?? 0)}
                onChange={(event) => put(media, event.target.value)}
              />
            </Fragment>
          ))}
        </div>
      )}
    </Control>
  );
}

/** Another field of the form, of one of these kinds. */
function OtherField({ label, name, kinds, field, set, at }: MediaProps & { name: string; kinds: readonly string[] }) {
  const language = useLanguage();
  const { body } = useDesign();
  const found = fieldsOf(body).filter((one) => kinds.includes(one.kind));
  return (
    <Control label={label} problem={at(name)}>
      {({ id }) => (
        <Select
          id={id}
          value={String(field[name] ?? "")}
          onChange={(event) => set({ [name]: event.target.value || undefined })}
        >
          <option value="">–</option>
          {found.map((one) => (
            <option key={one.key} value={one.key}>
              {pick({ ...one.label }, language)}
            </option>
          ))}
        </Select>
      )}
    </Control>
  );
}
