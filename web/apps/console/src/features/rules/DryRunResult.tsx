import type { Rule, RuleDryRun } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Skeleton } from "@bihuan/ui";
import { useEffect } from "react";
import { Link } from "react-router";
import { Failure } from "../../shared/Failure.tsx";
import styles from "./Rules.module.css";
import { isKnown, texts } from "./texts.ts";
import { useDryRun, useFieldNames } from "./useRules.ts";

const SHOWN = 10;

/** What a rule would have done about the last tickets, asked for when it is opened. */
export function DryRunResult({ rule }: { rule: Rule }) {
  const t = useTexts(texts);
  const run = useDryRun(rule);
  const ask = run.mutate;
  // Asked once when it is opened: what was seen stays until it is opened anew.
  useEffect(() => ask(), [ask]);
  if (run.isError) return <Failure error={run.error} onRetry={() => ask()} />;
  if (!run.data) return <Skeleton lines={3} height={18} />;
  return (
    <section className={styles.runs} aria-label={t("dryRun")}>
      <p className={styles.small}>{t("dryRunHint")}</p>
      <Result found={run.data} />
    </section>
  );
}

function Result({ found }: { found: RuleDryRun }) {
  const t = useTexts(texts);
  const { tickets, changes, concerned, fired, hidden } = found;
  const places = Object.entries(found.unmet)
    .sort(([, one], [, other]) => other - one)
    .map(([at, times]) => t("place", { said: found.comparisons[at] ?? at, times }));
  return (
    <>
      <p className={styles.why}>{t("tried", { tickets, changes, concerned, fired })}</p>
      {hidden > 0 && <p className={styles.small}>{t("triedHidden", { hidden })}</p>}
      {places.length > 0 && <p className={styles.small}>{t("inTheWay", { places: places.join(" · ") })}</p>}
      <ul>
        {found.examples.slice(0, SHOWN).map((example) => (
          <Example key={`${example.ticket}-${example.event}`} example={example} />
        ))}
      </ul>
    </>
  );
}

function Example({ example }: { example: RuleDryRun["examples"][number] }) {
  const t = useTexts(texts);
  const fields = useFieldNames()(Object.keys(example.patch));
  const actions = example.actions.map((action) => (isKnown(action) ? t(action) : action)).join(" · ");
  return (
    <li className={styles.run}>
      <p className={styles.head}>
        <Link to={`/tickets/${example.number}`}>{example.number}</Link>
        {fields && <span className={styles.small}>{t("wouldSet", { fields })}</span>}
        {actions && <span className={styles.small}>{t("wouldDo", { actions })}</span>}
      </p>
    </li>
  );
}
