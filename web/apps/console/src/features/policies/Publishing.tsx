import { isProblem, type SlaPreview } from "@bihuan/api";
import { useLanguage, useTexts } from "@bihuan/i18n";
import { may, useMe, useSayProblem } from "@bihuan/session";
import { Button, Notice, showToast, timeTexts } from "@bihuan/ui";
import { type ReactNode, useState } from "react";
import { Effects } from "../../shared/time/Effects.tsx";
import type { SetBody } from "./body.ts";
import { differences } from "./differences.ts";
import styles from "./Policies.module.css";
import { texts } from "./texts.ts";
import { usePreview, usePublish } from "./usePolicies.ts";

interface Parts {
  shown: SetBody;
  onChange: ((body: SetBody) => void) | null;
  problemAt: (path: string) => string | undefined;
}

interface Props {
  body: SetBody;
  types: readonly string[];
  version: number;
  active: boolean;
  children: (parts: Parts) => ReactNode;
}

/** A set being changed: what it would do is seen first, contradictions stand beside their place, then it is published. */
export function Publishing({ body, types, version, active, children }: Props) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const mayEdit = may(useMe(), "publish", "sla");
  const [draft, setDraft] = useState<SetBody | null>(null);
  const preview = usePreview();
  const publish = usePublish(version, active);
  const failed = publish.error ?? preview.error;
  const problems = isProblem(failed) ? failed.problems : [];
  const turn = (to: SetBody | null) => {
    setDraft(to);
    preview.reset();
    publish.reset();
  };
  const problemAt = (path: string) =>
    problems.find((one) => one.path === path || (path.includes("ladder") && one.path.startsWith(`${path}.`)))?.detail;
  const wanted = { body: draft ?? body, types };
  const done = (made: { version: number }) => showToast(t("published", { version: made.version }));
  return (
    <>
      {children({ shown: draft ?? body, onChange: draft && turn, problemAt })}
      {failed && <Notice>{[say(failed), ...problems.map((one) => one.detail ?? one.path)].join(" ")}</Notice>}
      {preview.data && <Looked found={preview.data} old={body} next={wanted.body} />}
      <div className={styles.head}>
        {mayEdit && !draft && (
          <Button icon="note" onClick={() => turn(body)}>
            {t("edit")}
          </Button>
        )}
        {draft && (
          <>
            <Button icon="search" busy={preview.isPending} onClick={() => preview.mutate(wanted)}>
              {t("preview")}
            </Button>
            {preview.data && (
              <Button
                look="primary"
                icon="check"
                busy={publish.isPending}
                onClick={() => publish.mutate(wanted, { onSuccess: done })}
              >
                {t("publish")}
              </Button>
            )}
            <Button onClick={() => turn(null)}>{t("cancel")}</Button>
          </>
        )}
      </div>
    </>
  );
}

/** The differences in words, advice of the check, and what would become of open tickets. */
function Looked({ found, old, next }: { found: SlaPreview; old: SetBody; next: SetBody }) {
  const say = useTexts(texts);
  const sayTime = useTexts(timeTexts);
  const language = useLanguage();
  const changes = differences(old, next, { say, sayTime, language });
  const advice = found.findings.map((one) => String(one.detail ?? one.code));
  return (
    <>
      <Effects
        found={{ ...found, changes: changes.map((one) => ({ what: "", where: one.where, old: null, new: null })) }}
      >
        <ul aria-label={say("changes")}>
          {changes.map((one) => (
            <li key={`${one.where} ${one.old} ${one.next}`}>
              {say("change", { where: one.where, old: one.old, next: one.next })}
            </li>
          ))}
        </ul>
      </Effects>
      {advice.length > 0 && <Notice tone="warn">{advice.join(" ")}</Notice>}
    </>
  );
}
