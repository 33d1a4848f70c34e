import type { Json } from "@bihuan/core";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Dialog, Notice, Skeleton, showToast } from "@bihuan/ui";
import { useMemo, useState } from "react";
import { ChangeList } from "./ChangeList.tsx";
import { fieldOf, labelOf } from "./draft/body.ts";
import { type Clash, mergeForms } from "./draft/merge.ts";
import { type KindText, kindTexts } from "./kindTexts.ts";
import { texts } from "./texts.ts";
import type { Draft } from "./useDraft.ts";
import { type Published, useVersions } from "./useFormDesign.ts";
import styles from "./Views.module.css";

type Side = "mine" | "theirs";

interface Props {
  draft: Draft;
  theirs: Published;
  onClose: () => void;
}

const nameOf = (clash: Clash) => `${clash.element} ${clash.setting}`;

/** Somebody else published first: what he did, and, where both touched the same, whose words stand. */
export function Overtaken({ draft, theirs, onClose }: Props) {
  const t = useTexts(texts);
  const { steps, step } = draft;
  const [choices, setChoices] = useState<Readonly<Record<string, Side>>>({});
  const merged = useMemo(
    () => mergeForms(steps.base, steps.now, theirs.body, (clash) => choices[nameOf(clash)] ?? "theirs"),
    [steps.base, steps.now, theirs.body, choices],
  );
  const open = merged.clashes.filter((clash) => !(nameOf(clash) in choices));
  const take = () => {
    step({ do: "rebase", base: theirs.body, version: theirs.version, to: merged.body });
    showToast(t("merged"));
    onClose();
  };
  return (
    <Dialog title={t("overtaken")} closeLabel={t("close")} onClose={onClose}>
      <div className={styles.builder} data-wide="true">
        <Notice tone="warn">{t("overtakenHint")}</Notice>
        <TheirChanges form={steps.now.form} since={steps.version} />
        {merged.clashes.map((clash) => (
          <ClashChoice
            key={nameOf(clash)}
            clash={clash}
            draft={draft}
            theirs={theirs}
            chosen={choices[nameOf(clash)]}
            onChoose={(side) => setChoices({ ...choices, [nameOf(clash)]: side })}
          />
        ))}
        <div className={styles.dialogEnd}>
          <Button look="quiet" onClick={onClose}>
            {t("later")}
          </Button>
          <Button look="primary" disabled={open.length > 0} onClick={take}>
            {t("mergeBoth")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function TheirChanges({ form, since }: { form: string; since: number }) {
  const t = useTexts(texts);
  const versions = useVersions(form, true);
  if (!versions.data) return <Skeleton lines={3} />;
  return versions.data
    .filter((one) => one.version > since)
    .map((one) => (
      <section key={one.version}>
        <h3>{t("versionBy", { version: one.version, by: one.by ?? "–" })}</h3>
        <ChangeList changes={one.changes} />
      </section>
    ));
}

type Known = (typeof SETTING_TEXTS)[keyof typeof SETTING_TEXTS];

interface ClashProps extends Omit<Props, "onClose"> {
  clash: Clash;
  chosen: Side | undefined;
  onChoose: (side: Side) => void;
}

function ClashChoice({ clash, draft, theirs, chosen, onChoose }: ClashProps) {
  const t = useTexts(texts);
  const say = useTexts(kindTexts);
  const language = useLanguage();
  const [kind = "", key = ""] = clash.element.split(":");
  const field = kind === "field" ? (fieldOf(draft.steps.now, key) ?? fieldOf(theirs.body, key)) : undefined;
  const name = field ? pick({ ...field.label }, language) : t("theForm");
  const setting = SETTING_TEXTS[clash.setting as keyof typeof SETTING_TEXTS] as Known | undefined;
  const what = setting ? t(setting) : say(`set_${clash.setting}` as KindText) || clash.setting;
  const shown = (value: Json) => {
    if (clash.setting === "*") return t(value === null ? "takenAway" : "kept");
    if (typeof value === "object" && value !== null && "zh" in value) return pick({ ...labelOf(value) }, language);
    return value === null ? t("nothingSaid") : typeof value === "object" ? JSON.stringify(value) : String(value);
  };
  return (
    <fieldset className={styles.clash}>
      <legend>
        {name} · {what}
      </legend>
      {(["mine", "theirs"] as const).map((side) => (
        <label key={side}>
          <input type="radio" checked={chosen === side} onChange={() => onChoose(side)} />
          <b>{t(side)}</b> <span>{shown(clash[side])}</span>
        </label>
      ))}
    </fieldset>
  );
}

const SETTING_TEXTS = {
  "*": "wholeField",
  "@section": "section",
  label: "label",
  help: "help",
  show: "show",
  require: "require",
  readonly: "readonly",
  default: "default",
  compute: "compute",
  options: "options",
  columns: "columns",
  items: "items",
  message: "message",
  refuse_when: "refuseWhen",
  personal: "personal",
  filterable: "filterable",
  unique: "unique",
} as const;
