import { useTexts } from "@bihuan/i18n";
import { Icon } from "@bihuan/ui";
import type { ReactNode } from "react";
import { ICONS } from "./canvas/nodes.tsx";
import styles from "./Flows.module.css";
import type { Item } from "./model/flow.ts";
import { wholeFacts } from "./model/whole.ts";
import { type Fact, factsOf, kindWord, labelOf, type Telling } from "./model/words.ts";
import { texts } from "./texts.ts";

/** What a step says, to be read. */
export function StepFacts({ item, telling, children }: { item: Item; telling: Telling; children?: ReactNode }) {
  return (
    <>
      <div>
        <p className={styles.quiet}>
          <Icon name={ICONS[item.kind] ?? "task"} /> {kindWord(telling.say, item.kind)}
        </p>
        <h2>{labelOf(item, telling)}</h2>
      </div>
      {children}
      <FactList facts={factsOf(item, telling)} />
    </>
  );
}

/** What the flow says besides its steps. */
export function WholeFacts({ telling }: { telling: Telling }) {
  return <FactList facts={useWholeFacts()(telling)} />;
}

export function useWholeFacts(): (telling: Telling) => Fact[] {
  const t = useTexts(texts);
  return (telling) =>
    wholeFacts(telling, {
      name: t("flowName"),
      stages: t("stages"),
      leads: t("leads"),
      admins: t("admins"),
      withdraw: t("withdrawUntil"),
      reopen: t("reopenTo"),
      days: t("reopenDays"),
      until: { first_act: t("withdraw_first_act"), never: t("withdraw_never") },
      after: { cancel: t("withdraw_cancel"), revise: t("withdraw_revise") },
    });
}

function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map((fact) => (
        <div key={fact.key}>
          <dt>{fact.label}</dt>
          <dd>{fact.text}</dd>
        </div>
      ))}
    </dl>
  );
}
