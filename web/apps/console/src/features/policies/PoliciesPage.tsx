import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Chip, Skeleton, State, Tag } from "@bihuan/ui";
import { useState } from "react";
import { Failure } from "../../shared/Failure.tsx";
import { useTypeLabel } from "../../shared/lookups.ts";
import { useTitle } from "../../shared/useTitle.ts";
import type { SetBody } from "./body.ts";
import { Clocks, Matrix, Reminders } from "./Parts.tsx";
import styles from "./Policies.module.css";
import { PolicyGoals } from "./PolicyGoals.tsx";
import { Publishing } from "./Publishing.tsx";
import { Trial } from "./Trial.tsx";
import { texts } from "./texts.ts";
import { useSet, useSets } from "./usePolicies.ts";

/** What is promised to whom, and what happens when it is not kept. */
export default function PoliciesPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const language = useLanguage();
  const sets = useSets();
  const [asked, setAsked] = useState<string | null>(null);
  const all = sets.data ?? [];
  const chosen = all.find((one) => one.key === asked) ?? all[0];
  return (
    <div className={styles.page}>
      <header>
        <h1>{t("title")}</h1>
        <p className={styles.quiet}>{t("hint")}</p>
      </header>
      {sets.isPending && <Skeleton lines={8} height={22} />}
      {sets.isError && !sets.data && <Failure error={sets.error} onRetry={() => sets.refetch()} />}
      {sets.isSuccess && !all.length && <State icon="clock" title={t("none")} hint={t("noneHint")} />}
      {all.length > 1 && (
        <fieldset className={styles.which} aria-label={t("which")}>
          {all.map((one) => (
            <Chip key={one.key} on={one === chosen} onToggle={() => setAsked(one.key)}>
              {pick(one.label, language)}
            </Chip>
          ))}
        </fieldset>
      )}
      {chosen && <Chosen key={`${chosen.key} ${chosen.version}`} of={chosen.key} />}
    </div>
  );
}

function Chosen({ of }: { of: string }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const typeLabel = useTypeLabel();
  const whole = useSet(of);
  if (whole.isError && !whole.data) return <Failure error={whole.error} onRetry={() => whole.refetch()} />;
  if (!whole.data) return <Skeleton lines={10} height={20} />;
  const { label, version, active, types } = whole.data;
  const body = whole.data.body as unknown as SetBody;
  return (
    <>
      <div className={styles.head}>
        <h2>{pick(label, language)}</h2>
        <span className={styles.quiet}>{t("version", { version })}</span>
        {!active && <Tag tone="quiet">{t("off")}</Tag>}
        {types.length ? types.map((type) => <Tag key={type}>{typeLabel(type)}</Tag>) : <Tag>{t("allTypes")}</Tag>}
      </div>
      <Publishing body={body} types={types} version={version} active={active}>
        {({ shown, onChange, problemAt }) => (
          <>
            <PolicyGoals body={shown} said={whole.data.said} onChange={onChange} problemAt={problemAt} />
            <Matrix body={shown} onChange={onChange} />
            <Clocks body={shown} onChange={onChange} problemAt={problemAt} />
          </>
        )}
      </Publishing>
      <Trial body={body} types={types} />
      <Reminders body={body} />
    </>
  );
}
