import type { Json } from "@bihuan/core";
import { useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Chip, Control, Select, TextInput } from "@bihuan/ui";
import { ConditionField } from "../../shared/conditions/ConditionField.tsx";
import type { ClockBody, ConditionName, SetBody } from "./body.ts";
import styles from "./Policies.module.css";
import { CONDITIONS, KINDS, named, type Patch, withClock, withoutClock } from "./setting.ts";
import { texts } from "./texts.ts";
import type { Vocabulary } from "./usePolicies.ts";
import { labelOf } from "./words.ts";

interface Props {
  body: SetBody;
  at: number;
  vocabulary: Vocabulary | undefined;
  said: Readonly<Record<string, string>>;
  problemAt: (path: string) => string | undefined;
  onChange: (body: SetBody) => void;
}

/** What is changed of a clock beside its ladder: name, kind, and what starts, pauses and stops it. */
export function ClockTools({ body, at, vocabulary, said, problemAt, onChange }: Props) {
  const t = useTexts(texts);
  const language = useLanguage();
  const clock = body.clocks[at];
  if (!clock) return null;
  const name = labelOf(clock.label, clock.key, language);
  const change = (patch: Patch<ClockBody>) => onChange(withClock(body, at, patch));
  const kinds = KINDS.some((kind) => kind === clock.kind) ? KINDS : ([clock.kind ?? "custom", ...KINDS] as const);
  return (
    <>
      <div className={styles.fields}>
        <Control label={t("clockName")}>
          {({ id }) => (
            <TextInput
              id={id}
              maxLength={60}
              value={name}
              onChange={(event) => change({ label: named(clock.label, language, event.target.value) })}
            />
          )}
        </Control>
        <Control label={t("kind")}>
          {({ id }) => (
            <Select id={id} value={clock.kind ?? "custom"} onChange={(event) => change({ kind: event.target.value })}>
              {kinds.map((kind) => (
                <option key={kind} value={kind}>
                  {kindWords(kind, t)}
                </option>
              ))}
            </Select>
          )}
        </Control>
        <div className={styles.head}>
          <Chip on={alarmOf(clock, vocabulary)} onToggle={() => change({ alarm: !alarmOf(clock, vocabulary) })}>
            {t("alarm")}
          </Chip>
          <Button
            look="quiet"
            icon="close"
            label={t("dropClock", { name })}
            onClick={() => onChange(withoutClock(body, at))}
          />
        </div>
      </div>
      <ul className={styles.rows}>
        {CONDITIONS.map((which) => (
          <Moves
            key={which}
            which={which}
            name={name}
            clock={clock}
            vocabulary={vocabulary}
            said={said[`clocks.${at}.${which}`]}
            problem={problemAt(`clocks.${at}.${which}`)}
            onChange={(tree) => change({ [which]: tree })}
          />
        ))}
      </ul>
    </>
  );
}

interface MovesProps {
  which: ConditionName;
  name: string;
  clock: ClockBody;
  vocabulary: Vocabulary | undefined;
  said: string | undefined;
  problem: string | undefined;
  onChange: (tree: Json | undefined) => void;
}

/** One of the things that move a clock: as its kind has it, by a condition of its own, or never. */
function Moves({ which, name, clock, vocabulary, said, problem, onChange }: MovesProps) {
  const t = useTexts(texts);
  const kind = vocabulary?.kinds.find((one) => one.key === (clock.kind ?? "custom"));
  const usual = kind?.said[which];
  const own = clock[which];
  const how = own === undefined ? "usual" : own === false ? "never" : "own";
  const turn = (next: string) =>
    onChange(
      next === "usual" ? undefined : next === "never" ? false : ((kind?.conditions[which] as Json) ?? { all: [] }),
    );
  const words = how === "usual" ? (usual ?? t("never")) : how === "own" ? (said ?? t("ownCondition")) : "";
  const word = t(which === "cancel" ? "givenUp" : which);
  const title = `${name} · ${word}`;
  return (
    <li className={styles.head}>
      <span className={styles.moves}>{word}</span>
      <Select className={styles.time} aria-label={title} value={how} onChange={(event) => turn(event.target.value)}>
        <option value="usual">{t("usual")}</option>
        <option value="own">{t("ownCondition")}</option>
        {which !== "start" && which !== "stop" && <option value="never">{t("never")}</option>}
      </Select>
      <span className={styles.quiet}>{words}</span>
      {how === "own" && (
        <ConditionField
          title={title}
          tree={own}
          fields={vocabulary?.fields ?? []}
          onChange={(tree) => onChange(tree)}
        />
      )}
      {problem && (
        <p role="alert" className={styles.fault}>
          {problem}
        </p>
      )}
    </li>
  );
}

function alarmOf(clock: ClockBody, vocabulary: Vocabulary | undefined): boolean {
  return clock.alarm ?? vocabulary?.kinds.find((one) => one.key === clock.kind)?.alarm ?? false;
}

type Kind = (typeof KINDS)[number];

function kindWords(kind: string, t: (key: `kind_${Kind}`) => string): string {
  const known = KINDS.find((one) => one === kind);
  return known ? t(`kind_${known}`) : kind;
}
