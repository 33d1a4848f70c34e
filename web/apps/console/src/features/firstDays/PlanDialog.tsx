import type { ConfigurationPlan } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Button, Dialog, Tag } from "@bihuan/ui";
import type { ReactNode } from "react";
import { Refused } from "../../shared/admin/parts.tsx";
import styles from "./Whole.module.css";
import { texts } from "./wholeTexts.ts";

interface Props {
  plan: ConfigurationPlan;
  error: unknown;
  busy: boolean;
  onApply: (base: string) => void;
  onClose: () => void;
  children?: ReactNode;
}

/** What would happen, in words, before anybody agrees to it. */
export function PlanDialog({ plan, error, busy, onApply, onClose, children }: Props) {
  const t = useTexts(texts);
  return (
    <Dialog title={t("planned")} closeLabel={t("close")} onClose={onClose}>
      <Refused error={error} />
      {plan.lines.length === 0 && <p>{t("nothing")}</p>}
      <ul className={styles.lines}>
        {plan.lines.map((line) => (
          <li key={`${line.kind}/${line.key}`}>
            <span className={styles.line}>
              <span>{line.text}</span>
              <Tag tone={line.weight === "caution" ? "warn" : "good"}>{t(line.weight)}</Tag>
            </span>
            {line.effect && <span className={styles.effect}>{line.effect}</span>}
            {line.changes.length > 0 && (
              <details>
                <summary>{t("more")}</summary>
                <ul>
                  {line.changes.map((change) => (
                    <li key={change}>{change}</li>
                  ))}
                </ul>
              </details>
            )}
          </li>
        ))}
      </ul>
      {plan.beside.length > 0 && <p className={styles.quiet}>{t("beside", { names: plan.beside.join("、") })}</p>}
      {plan.unchanged > 0 && <p className={styles.quiet}>{t("unchanged", { count: plan.unchanged })}</p>}
      {children}
      <div className={styles.end}>
        <Button look="quiet" onClick={onClose}>
          {t("cancel")}
        </Button>
        {plan.lines.length > 0 && (
          <Button look="primary" busy={busy} onClick={() => onApply(plan.base)}>
            {t("apply")}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
