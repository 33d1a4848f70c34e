import { useTexts } from "@bihuan/i18n";
import { Tag } from "@bihuan/ui";
import { useWholeFacts } from "./Facts.tsx";
import styles from "./Flows.module.css";
import { type Change, changesOf } from "./model/diff.ts";
import { findItem } from "./model/flow.ts";
import { type Fact, factsOf, labelOf, type Telling } from "./model/words.ts";
import { texts } from "./texts.ts";

const TONES = { added: "good", removed: "danger", changed: "warn", moved: "warn" } as const;

/** What changed from one version to another, in words, step by step. */
export function Differences({ old, next }: { old: Telling; next: Telling }) {
  const t = useTexts(texts);
  const whole = useWholeFacts();
  const changes = [...changesOf(old.body, next.body)];
  const around = differing(whole(old), whole(next));
  if (!changes.length && !around.length) return <p className={styles.quiet}>{t("noDifference")}</p>;
  return (
    <ul className={styles.changes} aria-label={t("changed")}>
      {around.map((one) => (
        <li key={one.key}>
          <strong>{t("flowItself")}</strong> · {t("changedTo", { ...one, ...nothing(one, t("nothing")) })}
        </li>
      ))}
      {changes.map(([id, change]) => (
        <Step key={id} id={id} change={change} old={old} next={next} />
      ))}
    </ul>
  );
}

function Step({ id, change, old, next }: { id: string; change: Change; old: Telling; next: Telling }) {
  const t = useTexts(texts);
  const was = findItem(old.body, id);
  const is = findItem(next.body, id);
  const name = is ? labelOf(is, next) : was ? labelOf(was, old) : id;
  const facts = was && is ? differing(named(was, old), named(is, next)) : [];
  return (
    <li>
      <Tag tone={TONES[change]}>{t(change)}</Tag> <strong>{name}</strong>
      {facts.map((one) => (
        <div key={one.key}>{t("changedTo", { ...one, ...nothing(one, t("nothing")) })}</div>
      ))}
    </li>
  );

  function named(item: NonNullable<typeof was>, telling: Telling): Fact[] {
    return [{ key: "label", label: t("name"), text: labelOf(item, telling) }, ...factsOf(item, telling)];
  }
}

interface Difference {
  key: string;
  label: string;
  old: string;
  next: string;
}

function differing(old: readonly Fact[], next: readonly Fact[]): Difference[] {
  const before = new Map(old.map((fact) => [fact.key, fact]));
  const after = new Map(next.map((fact) => [fact.key, fact]));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const [was, is] = [before.get(key), after.get(key)];
    if (was?.text === is?.text) return [];
    return [{ key, label: (is ?? was)?.label ?? key, old: was?.text ?? "", next: is?.text ?? "" }];
  });
}

function nothing({ old, next }: Difference, word: string): { old: string; next: string } {
  return { old: old || word, next: next || word };
}
