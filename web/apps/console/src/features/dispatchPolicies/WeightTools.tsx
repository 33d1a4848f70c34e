import { useTexts } from "@bihuan/i18n";
import { type Policy, sharesOf, WEIGHTS, weightOf, withWeight } from "./body.ts";
import { Count } from "./Count.tsx";
import styles from "./DispatchPolicies.module.css";
import { texts } from "./texts.ts";

/** What counts how much among those who may; the shares that come of it stand beside the weights. */
export function WeightTools({ policy, onChange }: { policy: Policy; onChange: (policy: Policy) => void }) {
  const t = useTexts(texts);
  const shares = new Map(sharesOf(policy).map((one) => [one.name, one.percent]));
  return (
    <fieldset className={styles.group}>
      <legend>{t("weights")}</legend>
      <div className={styles.weights}>
        {WEIGHTS.map((name) => (
          <Count
            key={name}
            label={t("share", { what: t(`weight_${name}`), percent: shares.get(name) ?? 0 })}
            value={weightOf(policy, name)}
            onChange={(weight) => onChange(withWeight(policy, name, weight))}
          />
        ))}
      </div>
    </fieldset>
  );
}
