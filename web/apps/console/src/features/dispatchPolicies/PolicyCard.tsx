import { useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Notice, TextInput } from "@bihuan/ui";
import { ConditionField } from "../../shared/conditions/ConditionField.tsx";
import type { Policy } from "./body.ts";
import styles from "./DispatchPolicies.module.css";
import { RuleTools } from "./RuleTools.tsx";
import { texts } from "./texts.ts";
import { useFields } from "./usePolicies.ts";
import { useSayCondition } from "./useSayCondition.ts";
import { WayTools } from "./WayTools.tsx";
import { WeightTools } from "./WeightTools.tsx";
import { labelOf, named, policyWords } from "./words.ts";

interface Props {
  policy: Policy;
  isFirst: boolean;
  isLast: boolean;
  faults: readonly string[];
  onChange: ((policy: Policy) => void) | null;
  onMove: (by: -1 | 1) => void;
  onDrop: () => void;
}

/** One policy: in sentences, or as what they are made of. */
export function PolicyCard({ policy, faults, onChange, ...place }: Props) {
  const t = useTexts(texts);
  const language = useLanguage();
  const sayCondition = useSayCondition();
  const name = labelOf(policy.label, policy.key, language);
  const condition = sayCondition(policy.when) || t("everyTicket");
  return (
    <section className={styles.card} aria-label={name}>
      {onChange ? (
        <Head policy={policy} name={name} onChange={onChange} {...place} />
      ) : (
        <h2 className={styles.name}>{name}</h2>
      )}
      <p>{t("appliesTo", { condition })}</p>
      {onChange ? (
        <>
          <RuleTools policy={policy} onChange={onChange} />
          <WeightTools policy={policy} onChange={onChange} />
          <WayTools policy={policy} onChange={onChange} />
        </>
      ) : (
        <ul className={styles.words}>
          {policyWords(policy, t, language).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {faults.length > 0 && <Notice>{faults.join(" ")}</Notice>}
    </section>
  );
}

interface HeadProps extends Omit<Props, "faults" | "onChange"> {
  name: string;
  onChange: (policy: Policy) => void;
}

function Head({ policy, name, isFirst, isLast, onChange, onMove, onDrop }: HeadProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const fields = useFields().tickets;
  const change = (when: Policy["when"]) => {
    const { when: _, ...rest } = policy;
    onChange(when === undefined ? rest : { ...rest, when });
  };
  return (
    <div className={styles.head}>
      <TextInput
        className={styles.naming}
        aria-label={t("name")}
        maxLength={60}
        value={name}
        onChange={(event) => onChange({ ...policy, label: named(policy.label, language, event.target.value) })}
      />
      <ConditionField title={name} tree={policy.when} fields={fields} onChange={change} />
      <Button look="quiet" icon="up" label={t("up", { name })} disabled={isFirst} onClick={() => onMove(-1)} />
      <Button look="quiet" icon="chevron" label={t("down", { name })} disabled={isLast} onClick={() => onMove(1)} />
      <Button look="quiet" icon="close" label={t("drop", { name })} onClick={onDrop} />
    </div>
  );
}
