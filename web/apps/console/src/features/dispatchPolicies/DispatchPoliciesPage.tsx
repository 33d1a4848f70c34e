import { useLanguage, useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Button, Notice, Skeleton, State } from "@bihuan/ui";
import { useState } from "react";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import type { Body } from "./body.ts";
import { freeKey, moved, replaced, without } from "./body.ts";
import styles from "./DispatchPolicies.module.css";
import { JobNeeds } from "./JobNeeds.tsx";
import { PolicyCard } from "./PolicyCard.tsx";
import { Publishing, problemsOf } from "./Publishing.tsx";
import { Trial } from "./Trial.tsx";
import { texts } from "./texts.ts";
import { usePolicies, usePublish, useReady } from "./usePolicies.ts";
import { Versions } from "./Versions.tsx";
import { labelOf } from "./words.ts";

/** To whom work is given and how: read in plain words, changed, tried on a real ticket, published. */
export default function DispatchPoliciesPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const policies = usePolicies();
  return (
    <div className={styles.page}>
      <header>
        <h1>{t("title")}</h1>
        <p className={styles.quiet}>{t("hint")}</p>
        <p className={styles.quiet}>{t("modeHint")}</p>
      </header>
      {policies.isPending && <Skeleton lines={8} height={22} />}
      {policies.isError && !policies.data && <Failure error={policies.error} onRetry={() => policies.refetch()} />}
      {policies.data && (
        <Shown
          key={policies.data.version}
          known={policies.data.body}
          version={policies.data.version}
          broken={policies.data.broken.length}
        />
      )}
    </div>
  );
}

function Shown({ known, version, broken }: { known: Body; version: number; broken: number }) {
  const t = useTexts(texts);
  const mayEdit = may(useMe(), "publish", "dispatch_policy");
  const [draft, setDraft] = useState<Body | null>(null);
  const [history, setHistory] = useState(false);
  const publish = usePublish(version);
  const body = draft ?? known;
  const turn = (next: Body | null) => {
    setDraft(next);
    publish.reset();
  };
  return (
    <>
      {version > 0 && (
        <div className={styles.head}>
          <span className={styles.quiet}>{t("version", { version })}</span>
          {mayEdit && !draft && (
            <>
              <Button icon="note" onClick={() => turn(known)}>
                {t("edit")}
              </Button>
              <Button icon="clock" onClick={() => setHistory(true)}>
                {t("versions")}
              </Button>
            </>
          )}
        </div>
      )}
      {broken > 0 && <Notice tone="warn">{t("broken", { count: broken })}</Notice>}
      {!body.policies.length && !draft && <State icon="route" title={t("none")} hint={t("noneHint")} />}
      <Policies body={body} onChange={draft && turn} faults={problemsOf(publish.error)} />
      {mayEdit && (draft || !known.policies.length) && <AddPolicy body={body} onChange={turn} />}
      <JobNeeds body={body} onChange={draft && turn} />
      {draft && <Publishing draft={draft} known={known} publish={publish} onLeave={() => turn(null)} />}
      <Trial body={draft} shown={body} />
      {history && (
        <Versions
          now={version}
          onClose={() => setHistory(false)}
          onTake={(taken) => {
            setHistory(false);
            turn(taken);
          }}
        />
      )}
    </>
  );
}

interface PartProps {
  body: Body;
  onChange: ((body: Body) => void) | null;
}

function Policies({ body, onChange, faults }: PartProps & { faults: ReturnType<typeof problemsOf> }) {
  return body.policies.map((policy, at) => (
    <PolicyCard
      key={policy.key}
      policy={policy}
      isFirst={at === 0}
      isLast={at === body.policies.length - 1}
      faults={faults.filter((one) => `${one.path}.`.startsWith(`policies.${at}.`)).map((one) => one.detail ?? one.path)}
      onChange={onChange && ((next) => onChange({ ...body, policies: replaced(body.policies, at, next) }))}
      onMove={(by) => onChange?.({ ...body, policies: moved(body.policies, at, by) })}
      onDrop={() => onChange?.({ ...body, policies: without(body.policies, at) })}
    />
  ));
}

/** One more policy begins as a copy of a ready one, in front: behind one that is for all tickets it would never be. */
function AddPolicy({ body, onChange }: { body: Body; onChange: (body: Body) => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const ready = useReady().data ?? [];
  const taken = body.policies.map((one) => one.key);
  return (
    <div className={styles.head}>
      <span className={styles.quiet}>{t("addFrom")}</span>
      {ready.map((one) => (
        <Button
          key={one.key}
          icon="plus"
          onClick={() => onChange({ ...body, policies: [{ ...one, key: freeKey(one.key, taken) }, ...body.policies] })}
        >
          {labelOf(one.label, one.key, language)}
        </Button>
      ))}
    </div>
  );
}
