import type { Dispatch, DispatchRound } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Tag } from "@bihuan/ui";
import styles from "./Round.module.css";
import { known, linesOf, MOVES, RULES, TRIGGERS } from "./rounds.ts";
import { texts } from "./texts.ts";

interface RoundProps {
  round: DispatchRound;
  names: Dispatch["names"];
}

/** One round: who and why, why not the others. */
export function Round({ round, names }: RoundProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const format = useFormats();
  const lines = linesOf(round);
  const move = known(MOVES, round.move, "dispatcher");
  const people = round.people.map((person) => names[person] ?? t("someone")).join(language === "zh" ? "、" : ", ");
  return (
    <li className={styles.round}>
      <p className={styles.head}>
        <strong>{t("round", { round: round.round })}</strong>
        <Tag>{t(known(TRIGGERS, round.trigger, "by_hand"))}</Tag>
        <time className={styles.quiet} dateTime={new Date(round.at).toISOString()} title={format.exact(round.at)}>
          {format.instant(round.at)}
        </time>
      </p>
      <p>
        <Tag tone={move === "dispatcher" ? "warn" : "accent"} dot>
          {t(move, { names: people })}
        </Tag>
      </p>
      {lines.first && <p className={styles.line}>{pick(round.lines[lines.first], language)}</p>}
      {round.nobody && <p className={styles.line}>{pick(round.nobody, language)}</p>}
      <Behind round={round} behind={lines.behind} />
      <Removed round={round} removed={lines.removed} names={names} />
      {round.erased === true && <p className={styles.quiet}>{t("erased")}</p>}
    </li>
  );
}

function Behind({ round, behind }: { round: DispatchRound; behind: readonly string[] }) {
  const t = useTexts(texts);
  const language = useLanguage();
  if (!behind.length) return null;
  return (
    <details className={styles.more}>
      <summary>{t("othersNot", { count: behind.length })}</summary>
      <ul>
        {behind.map((person) => (
          <li key={person} className={styles.line}>
            {pick(round.why_not[person] ?? round.lines[person], language)}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Removed({ round, removed, names }: RoundProps & { removed: ReturnType<typeof linesOf>["removed"] }) {
  const t = useTexts(texts);
  const language = useLanguage();
  if (!removed.length) return null;
  return (
    <details className={styles.more}>
      <summary>{t("removed", { count: removed.length })}</summary>
      <ul>
        {removed.map(({ person, rules }) => (
          <li key={person}>
            <p className={styles.head}>
              {names[person] ?? t("someone")}
              {rules.map((rule) => (
                <Tag key={rule}>{t(known(RULES, rule, "condition"))}</Tag>
              ))}
            </p>
            <p className={styles.quiet}>{pick(round.lines[person], language)}</p>
          </li>
        ))}
      </ul>
    </details>
  );
}
