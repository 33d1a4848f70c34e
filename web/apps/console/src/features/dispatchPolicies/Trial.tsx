import { useLanguage, useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, Control, Notice, TextInput } from "@bihuan/ui";
import { useState } from "react";
import { Round } from "../../shared/dispatch/Round.tsx";
import type { Body } from "./body.ts";
import styles from "./DispatchPolicies.module.css";
import { texts } from "./texts.ts";
import { useExamples, useTrial } from "./usePolicies.ts";
import { labelOf } from "./words.ts";

/** A real ticket, and who would get it. `body` null: by the policies that hold, which `shown` are. */
export function Trial({ body, shown }: { body: Body | null; shown: Body }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const language = useLanguage();
  const examples = useExamples().data ?? [];
  const trial = useTrial();
  const [typed, setTyped] = useState<string | null>(null);
  const number = typed ?? examples[0]?.number ?? "";
  if (!shown.policies.length) return null;
  const nameOf = (key: string) => labelOf(shown.policies.find((one) => one.key === key)?.label, key, language);
  return (
    <section className={styles.card} aria-label={t("tryOut")}>
      <h2 className={styles.name}>{t("tryOut")}</h2>
      <p className={styles.quiet}>{t("tryHint")}</p>
      <div className={styles.fields}>
        <Control label={t("tryTicket")}>
          {({ id }) => (
            <>
              <TextInput
                id={id}
                list={`${id}-waiting`}
                value={number}
                onChange={(event) => setTyped(event.target.value)}
              />
              <datalist id={`${id}-waiting`}>
                {[...new Map(examples.map((one) => [one.number, one])).values()].map((one) => (
                  <option key={one.number} value={one.number} label={one.title} />
                ))}
              </datalist>
            </>
          )}
        </Control>
        <Button
          icon="route"
          busy={trial.isPending}
          disabled={!number.trim()}
          onClick={() => trial.mutate({ number, body })}
        >
          {t("tryGo")}
        </Button>
      </div>
      {trial.error && <Notice>{say(trial.error)}</Notice>}
      {trial.isSuccess && !trial.data?.rounds.length && <Notice tone="warn">{t("tryIdle")}</Notice>}
      {trial.data?.rounds.map((round) => (
        <ol key={round.no} className={styles.rows}>
          <li className={styles.quiet}>{t("byPolicy", { name: nameOf(round.policy) })}</li>
          <Round round={round} names={trial.data?.names ?? {}} />
        </ol>
      ))}
    </section>
  );
}
