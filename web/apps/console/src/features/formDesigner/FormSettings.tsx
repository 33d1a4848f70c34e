import type { Json } from "@bihuan/core";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Control, Tag, TextInput } from "@bihuan/ui";
import { useState } from "react";
import { Bin } from "./Bin.tsx";
import { foundAt, useDesign } from "./design.ts";
import { freeKey, type Label, patched, type RuleBody } from "./draft/body.ts";
import { elementTexts } from "./elementTexts.ts";
import styles from "./Inspector.module.css";
import { Switch } from "./InspectorParts.tsx";
import { Labels } from "./Labels.tsx";
import { TwoFields } from "./TwoFields.tsx";
import { texts } from "./texts.ts";
import { ConditionDialog } from "./WhenField.tsx";

/** What holds for the form as a whole: its name, checks across fields, and what was taken out of it. */
export function FormSettings() {
  const t = useTexts(texts);
  const { body, change, findings } = useDesign();
  return (
    <>
      <div className={styles.group}>
        <h2>{t("formSettings")}</h2>
        <Labels
          label={t("formName")}
          value={body.label}
          problem={foundAt(findings, "label")[0]?.detail}
          onChange={(label) => label && change({ ...body, label }, "label")}
        />
        <Key />
        {body.sections.length > 1 && <Tabs />}
        {body.extends && <p className={styles.hint}>{t("extendsHint")}</p>}
        {findings
          .filter((one) => one.path === "" || one.path === "sections")
          .map((one) => (
            <p key={one.code} className={one.severity === "error" ? styles.fault : styles.hint}>
              {one.detail}
            </p>
          ))}
      </div>
      <Rules />
      <Bin />
    </>
  );
}

function Tabs() {
  const tell = useTexts(elementTexts);
  const { body, change } = useDesign();
  return (
    <Switch
      label={tell("tabs")}
      hint={tell("tabsHint")}
      isOn={body.tabs === true}
      onChange={(on) => change(patched(body, { tabs: on || undefined }))}
    />
  );
}

/** What the form is known by; to be chosen until it is published, and then never again. */
function Key() {
  const t = useTexts(texts);
  const { body, base, change, findings } = useDesign();
  const stands = base !== null;
  return (
    <Control
      label={t("formKey")}
      help={t(stands ? "formKeyStands" : "formKeyFree")}
      problem={foundAt(findings, "form")[0]?.detail}
    >
      {({ id, describedBy }) => (
        <TextInput
          id={id}
          aria-describedby={describedBy}
          autoComplete="off"
          spellCheck={false}
          disabled={stands}
          value={body.form}
          onChange={(event) => change({ ...body, form: event.target.value.toLowerCase() }, "form")}
        />
      )}
    </Control>
  );
}

function Rules() {
  const t = useTexts(texts);
  const { body, change } = useDesign();
  const rules = body.rules ?? [];
  const [open, setOpen] = useState<string | "two" | "one" | null>(null);
  const put = (next: readonly RuleBody[], strand?: string) => change({ ...body, rules: next }, strand);
  const add = (refuse_when: Json | undefined) => {
    setOpen(null);
    if (refuse_when === undefined) return;
    const key = freeKey(
      "rule",
      rules.map((one) => one.key),
    );
    put([...rules, { key, refuse_when, message: { zh: t("newRuleMessage") } }]);
  };
  const turn = (rule: RuleBody, patch: object, strand?: string) =>
    put(
      rules.map((one) => (one.key === rule.key ? patched(one, patch) : one)),
      strand,
    );
  const edited = rules.find((one) => one.key === open);
  const close = () => setOpen(null);
  const refuse = (tree: Json | undefined) => {
    close();
    if (edited && tree !== undefined) turn(edited, { refuse_when: tree });
  };
  return (
    <div className={styles.group}>
      <h3>{t("rules")}</h3>
      <p className={styles.hint}>{t("rulesHint")}</p>
      {rules.map((rule) => (
        <Rule
          key={rule.key}
          rule={rule}
          onMessage={(message) => turn(rule, { message }, `rule ${rule.key}`)}
          onEdit={() => setOpen(rule.key)}
          onRemove={() => put(rules.filter((one) => one !== rule))}
        />
      ))}
      <Beginnings onTwo={() => setOpen("two")} onOne={() => setOpen("one")} />
      {open === "two" && <TwoFields onTake={add} onClose={close} />}
      {open === "one" && <ConditionDialog title={t("refuseWhen")} tree={undefined} onChange={add} onClose={close} />}
      {edited && (
        <ConditionDialog title={t("refuseWhen")} tree={edited.refuse_when} onClose={close} onChange={refuse} />
      )}
    </div>
  );
}

function Beginnings({ onTwo, onOne }: { onTwo: () => void; onOne: () => void }) {
  const t = useTexts(texts);
  return (
    <div className={styles.row}>
      <Button look="quiet" icon="plus" onClick={onTwo}>
        {t("addComparison")}
      </Button>
      <Button look="quiet" icon="plus" onClick={onOne}>
        {t("addRule")}
      </Button>
    </div>
  );
}

interface RuleProps {
  rule: RuleBody;
  onMessage: (message: Label | undefined) => void;
  onEdit: () => void;
  onRemove: () => void;
}

function Rule({ rule, onMessage, onEdit, onRemove }: RuleProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const { findings, sentences } = useDesign();
  const fault = foundAt(findings, `rules.${rule.key}`)[0];
  const name = pick({ ...rule.message }, language);
  return (
    <div className={styles.rule}>
      <div className={styles.sentence}>
        <span>
          <Tag tone="danger">{t("refused")}</Tag> {sentences[`rules.${rule.key}.refuse_when`] ?? t("telling")}
        </span>
        <Button look="quiet" icon="pen" label={t("changeRule", { name })} onClick={onEdit} />
        <Button look="quiet" icon="close" label={t("removeRule", { name })} onClick={onRemove} />
      </div>
      <Labels label={t("message")} value={rule.message} problem={fault?.detail} onChange={onMessage} />
    </div>
  );
}
