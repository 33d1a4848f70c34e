import type { Rule } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { may, useMe, useSayProblem } from "@bihuan/session";
import { Button, Chip, Notice, showToast, Tag } from "@bihuan/ui";
import { useState } from "react";
import { DryRunResult } from "./DryRunResult.tsx";
import styles from "./Rules.module.css";
import { RunLog } from "./RunLog.tsx";
import { texts } from "./texts.ts";
import { useSwitchRule } from "./useRules.ts";

type Shown = "runs" | "dryRun" | null;

/** One rule: its name, the rule as a sentence, and what can be asked about it. */
export function RuleItem({ rule }: { rule: Rule }) {
  const t = useTexts(texts);
  const format = useFormats();
  const label = pick(rule.label, useLanguage());
  const [shown, setShown] = useState<Shown>(null);
  const show = (what: Shown) => setShown(shown === what ? null : what);
  return (
    <li className={styles.item} aria-label={label}>
      <div className={styles.head}>
        <h2 className={styles.name}>{label}</h2>
        <Tag tone={rule.active ? "good" : "quiet"} dot>
          {t(rule.active ? "on" : "off")}
        </Tag>
        <span className={styles.small}>{t("version", { version: rule.version })}</span>
        {rule.due !== null && <span className={styles.small}>{t("next", { at: format.instant(rule.due) })}</span>}
        {rule.advice.length > 0 && <Tag tone="warn">{t("advice", { count: rule.advice.length })}</Tag>}
      </div>
      <p className={styles.said}>{rule.said ?? t("unreadable")}</p>
      <div className={styles.bar}>
        <Chip on={shown === "runs"} onToggle={() => show("runs")}>
          {t("runs")}
        </Chip>
        <Chip on={shown === "dryRun"} onToggle={() => show("dryRun")}>
          {t("dryRun")}
        </Chip>
        <Switch rule={rule} label={label} />
      </div>
      {shown === "runs" && <RunLog rule={rule.key} />}
      {shown === "dryRun" && <DryRunResult rule={rule} />}
    </li>
  );
}

function Switch({ rule, label }: { rule: Rule; label: string }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const turn = useSwitchRule(rule.key);
  if (!may(useMe(), "manage", "automation")) return null;
  const told = () => showToast(t(rule.active ? "turnedOff" : "turnedOn", { rule: label }));
  return (
    <>
      <Button look="quiet" busy={turn.isPending} onClick={() => turn.mutate(!rule.active, { onSuccess: told })}>
        {t(rule.active ? "turnOff" : "turnOn")}
      </Button>
      {turn.error && <Notice>{say(turn.error)}</Notice>}
    </>
  );
}
