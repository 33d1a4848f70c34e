import type { JsonObject } from "@bihuan/core";
import { useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Chip, Control, TextInput } from "@bihuan/ui";
import { ConditionField } from "../../shared/conditions/ConditionField.tsx";
import {
  freeKey,
  type Label,
  ownRules,
  type Policy,
  RULES,
  type RuleName,
  ruleNamed,
  withOwnRule,
  withRule,
} from "./body.ts";
import { Count } from "./Count.tsx";
import styles from "./DispatchPolicies.module.css";
import { texts } from "./texts.ts";
import { useFields } from "./usePolicies.ts";
import { useSayCondition } from "./useSayCondition.ts";
import { labelOf, named } from "./words.ts";

/** The farthest way that is begun with, in km. */
const MOST_KM = 60;

interface Props {
  policy: Policy;
  onChange: (policy: Policy) => void;
}

/** What whoever takes the work must meet: ready rules switched on and off, and conditions of the company's own. */
export function RuleTools({ policy, onChange }: Props) {
  const t = useTexts(texts);
  const toggle = (name: RuleName) => {
    if (ruleNamed(policy, name)) return onChange(withRule(policy, name, null));
    return onChange(withRule(policy, name, name === "distance" ? { rule: name, most_km: MOST_KM } : { rule: name }));
  };
  const set = (name: RuleName, settings: JsonObject) =>
    onChange(withRule(policy, name, { ...ruleNamed(policy, name), ...settings }));
  const shift = ruleNamed(policy, "shift");
  const distance = ruleNamed(policy, "distance");
  return (
    <fieldset className={styles.group}>
      <legend>{t("rules")}</legend>
      <div className={styles.head}>
        {RULES.map((name) => (
          <Chip key={name} on={ruleNamed(policy, name) !== null} onToggle={() => toggle(name)}>
            {t(`rule_${name}`)}
          </Chip>
        ))}
      </div>
      <div className={styles.fields}>
        {shift && (
          <Count
            label={t("beginsWithin")}
            value={Number(shift.begins_within ?? 0)}
            onChange={(minutes) => set("shift", { begins_within: minutes })}
          />
        )}
        {distance && (
          <Count
            label={t("mostKm")}
            least={1}
            value={Number(distance.most_km ?? MOST_KM)}
            onChange={(km) => set("distance", { most_km: km })}
          />
        )}
      </div>
      <OwnRules policy={policy} onChange={onChange} />
    </fieldset>
  );
}

function OwnRules({ policy, onChange }: Props) {
  const t = useTexts(texts);
  const language = useLanguage();
  const own = ownRules(policy);
  const add = () => {
    const taken = own.map(({ rule }) => String(rule.key));
    const key = freeKey("own", taken);
    const must = { op: "not_empty", left: { field: "candidate.person" } };
    onChange(withOwnRule(policy, null, { rule: "condition", key, label: { [language]: t("newOwn") }, must }));
  };
  return (
    <>
      {own.map(({ at, rule }) => (
        <OwnRule key={String(rule.key)} rule={rule} onChange={(next) => onChange(withOwnRule(policy, at, next))} />
      ))}
      <div>
        <Button look="quiet" icon="plus" onClick={add}>
          {t("addOwn")}
        </Button>
      </div>
    </>
  );
}

function OwnRule({ rule, onChange }: { rule: JsonObject; onChange: (rule: JsonObject | null) => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const fields = useFields().people;
  const say = useSayCondition();
  const label = rule.label as Label | undefined;
  const name = labelOf(label, String(rule.key), language);
  return (
    <Control label={t("ownRules")} help={say(rule.must)}>
      {({ id }) => (
        <div className={styles.head}>
          <TextInput
            id={id}
            className={styles.naming}
            maxLength={60}
            value={name}
            onChange={(event) => onChange({ ...rule, label: named(label, language, event.target.value) })}
          />
          <ConditionField
            title={name}
            tree={rule.must}
            fields={fields}
            onChange={(must) => must !== undefined && onChange({ ...rule, must })}
          />
          <Button look="quiet" icon="close" label={t("dropOwn", { name })} onClick={() => onChange(null)} />
        </div>
      )}
    </Control>
  );
}
