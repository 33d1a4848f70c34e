import { useTexts } from "@bihuan/i18n";
import { Skeleton, State } from "@bihuan/ui";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { RuleItem } from "./RuleItem.tsx";
import styles from "./Rules.module.css";
import { texts } from "./texts.ts";
import { useRules } from "./useRules.ts";

/** The automation rules: what they say, whether they are on, what they did and what they would do. */
export default function RulesPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const rules = useRules();
  return (
    <div className={styles.page}>
      <header>
        <h1>{t("title")}</h1>
        <p className={styles.quiet}>{t("hint")}</p>
      </header>
      {rules.isPending && <Skeleton lines={8} height={22} />}
      {rules.isError && !rules.data && <Failure error={rules.error} onRetry={() => rules.refetch()} />}
      {rules.data?.length === 0 && <State icon="list" title={t("none")} hint={t("noneHint")} />}
      {!!rules.data?.length && (
        <ul className={styles.list}>
          {rules.data.map((rule) => (
            <RuleItem key={rule.key} rule={rule} />
          ))}
        </ul>
      )}
    </div>
  );
}
