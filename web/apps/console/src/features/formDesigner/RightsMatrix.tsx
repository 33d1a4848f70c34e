import type { FieldRight } from "@bihuan/core";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Button, State, showToast } from "@bihuan/ui";
import { useState } from "react";
import { ActionFault } from "../../shared/ActionFault.tsx";
import { useDesign } from "./design.ts";
import { valuesOf } from "./elementTiles.ts";
import { texts } from "./texts.ts";
import { type RightsChange, usePublishRights } from "./usePublishRights.ts";
import { RIGHTS, type Step, useSteps } from "./useSteps.ts";
import styles from "./Views.module.css";

/** Who may do what with which field, step by step. The rights live in the flow, and are published with it. */
export default function RightsMatrix() {
  const t = useTexts(texts);
  const { body } = useDesign();
  const steps = useSteps(body.form);
  const [changes, setChanges] = useState<RightsChange>({});
  const publish = usePublishRights();
  const mayChange = may(useMe(), "publish", "flow");
  const count = Object.values(changes).flatMap((one) => Object.keys(one)).length;
  if (!steps.length) return <State icon="columns" title={t("noSteps")} hint={t("noStepsHint")} />;
  const set = (step: Step, field: string, right: FieldRight) => {
    const { [field]: _, ...others } = changes[step.id] ?? {};
    const isBack = right === rightOf(step, field);
    setChanges({ ...changes, [step.id]: isBack ? others : { ...others, [field]: right } });
  };
  const save = () =>
    publish.mutate(changes, {
      onSuccess: () => {
        setChanges({});
        showToast(t("rightsSaved"));
      },
    });
  return (
    <section className={styles.rights} aria-label={t("view_rights")}>
      <header className={styles.row}>
        <p className={styles.hint}>{t("rightsHint")}</p>
        {mayChange && (
          <Button look="primary" icon="check" busy={publish.isPending} disabled={!count} onClick={save}>
            {count ? t("publishRights", { count }) : t("rightsUnchanged")}
          </Button>
        )}
      </header>
      <ActionFault error={publish.error} />
      <div className={styles.matrix}>
        <Matrix steps={steps} changes={changes} onChange={mayChange ? set : null} />
      </div>
    </section>
  );
}

interface MatrixProps {
  steps: readonly Step[];
  changes: RightsChange;
  onChange: ((step: Step, field: string, right: FieldRight) => void) | null;
}

function Matrix({ steps, changes, onChange }: MatrixProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const { body } = useDesign();
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t("field")}</th>
          {steps.map((step) => (
            <th key={step.id} scope="col">
              {pick(step.label, language)}
              <small>{step.who.join(", ") || pick(step.flowLabel, language)}</small>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {valuesOf(body).map((field) => {
          const name = pick({ ...field.label }, language);
          return (
            <tr key={field.key}>
              <th scope="row">{name}</th>
              {steps.map((step) => {
                const right = changes[step.id]?.[field.key] ?? rightOf(step, field.key);
                return (
                  <td key={step.id} data-right={right} data-changed={field.key in (changes[step.id] ?? {})}>
                    <select
                      aria-label={t("rightOf", { field: name, step: pick(step.label, language) })}
                      value={right}
                      disabled={!onChange}
                      onChange={(event) => onChange?.(step, field.key, event.target.value as FieldRight)}
                    >
                      {RIGHTS.map((one) => (
                        <option key={one} value={one}>
                          {t(`right_${one}`)}
                        </option>
                      ))}
                    </select>
                  </td>
                );
              })}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function rightOf({ rights }: Step, field: string): FieldRight {
  return rights[field] ?? rights["*"] ?? "edit";
}
