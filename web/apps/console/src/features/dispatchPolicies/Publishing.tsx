import { type FieldProblem, isProblem } from "@bihuan/api";
import { useLanguage, useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, Dialog, Notice, showToast } from "@bihuan/ui";
import { useState } from "react";
import type { Body, Policy } from "./body.ts";
import styles from "./DispatchPolicies.module.css";
import { texts } from "./texts.ts";
import type { usePublish } from "./usePolicies.ts";
import { useSayCondition } from "./useSayCondition.ts";
import { changesOf, policyWords } from "./words.ts";

interface Props {
  draft: Body;
  known: Body;
  publish: ReturnType<typeof usePublish>;
  onLeave: () => void;
}

/** What changes is read once more before it holds. */
export function Publishing({ draft, known, publish, onLeave }: Props) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const [asking, setAsking] = useState(false);
  const send = () => {
    setAsking(false);
    publish.mutate(draft, { onSuccess: (made) => showToast(t("published", { version: made.version })) });
  };
  return (
    <>
      {publish.error && (
        <Notice>{[say(publish.error), ...problemsOf(publish.error).map((one) => one.detail)].join(" ")}</Notice>
      )}
      <div className={styles.head}>
        <Button look="primary" icon="check" busy={publish.isPending} onClick={() => setAsking(true)}>
          {t("publish")}
        </Button>
        <Button onClick={onLeave}>{t("cancel")}</Button>
      </div>
      {asking && <Changes draft={draft} known={known} onClose={() => setAsking(false)} onPublish={send} />}
    </>
  );
}

interface ChangesProps {
  draft: Body;
  known: Body;
  onClose: () => void;
  onPublish: () => void;
}

function Changes({ draft, known, onClose, onPublish }: ChangesProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const sayCondition = useSayCondition();
  const said = (policy: Policy) => [
    t("appliesTo", { condition: sayCondition(policy.when) || t("everyTicket") }),
    ...policyWords(policy, t, language),
  ];
  const lines = changesOf(known.policies, draft.policies, said, t, language);
  return (
    <Dialog title={t("publishTitle")} closeLabel={t("close")} onClose={onClose}>
      <ul className={styles.words}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {!lines.length && <p className={styles.quiet}>{t("noChanges")}</p>}
      <div className={styles.head}>
        <Button look="primary" icon="check" onClick={onPublish}>
          {t("publish")}
        </Button>
      </div>
    </Dialog>
  );
}

export function problemsOf(failed: Error | null): readonly FieldProblem[] {
  return isProblem(failed) ? failed.problems : [];
}
