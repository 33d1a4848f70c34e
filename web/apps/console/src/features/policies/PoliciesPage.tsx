import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Button, Chip, Skeleton, State, Tag } from "@bihuan/ui";
import { useState } from "react";
import { Failure } from "../../shared/Failure.tsx";
import { useTypeLabel } from "../../shared/lookups.ts";
import { useTitle } from "../../shared/useTitle.ts";
import type { SetBody } from "./body.ts";
import { Clocks, Matrix } from "./Parts.tsx";
import styles from "./Policies.module.css";
import { PolicyGoals } from "./PolicyGoals.tsx";
import { Publishing } from "./Publishing.tsx";
import { Reminders } from "./Reminders.tsx";
import { blankSet, freeKey, named } from "./setting.ts";
import { Trial } from "./Trial.tsx";
import { texts } from "./texts.ts";
import { type Draft, useCalendars, useSet, useSets, useVocabulary } from "./usePolicies.ts";
import { labelOf } from "./words.ts";

/** A set that is not published yet: begun with one promise, or as a copy. */
function useFreshSet(keys: readonly string[]) {
  const t = useTexts(texts);
  const language = useLanguage();
  const calendars = useCalendars();
  const [fresh, setFresh] = useState<Draft | null>(null);
  const begin = () => {
    const words = { first_response: t("kind_first_response"), resolve: t("kind_resolve"), all: t("anyTicket") };
    const label = { zh: t("newSet"), [language]: t("newSet") };
    const calendar = (calendars.find((one) => one.isDefault) ?? calendars[0])?.key;
    const body = blankSet(freeKey("promises", keys), label, words, calendar);
    setFresh({ body, types: [], active: true });
  };
  const duplicate = ({ body, types }: Draft) => {
    const name = t("copyOf", { name: labelOf(body.label, body.key, language) });
    const copy = { ...body, key: freeKey(`${body.key}_copy`, keys), label: named(body.label, language, name) };
    // Two sets in force for the same types would be refused: a copy waits until somebody says what it is for.
    setFresh({ body: copy, types, active: false });
  };
  return { fresh, setFresh, begin, duplicate };
}

/** What is promised to whom, and what happens when it is not kept. */
export default function PoliciesPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const language = useLanguage();
  const mayEdit = may(useMe(), "publish", "sla");
  const sets = useSets();
  const [asked, setAsked] = useState<string | null>(null);
  const all = sets.data ?? [];
  const chosen = all.find((one) => one.key === asked) ?? all.find((one) => one.active) ?? all[0];
  const { fresh, setFresh, begin, duplicate } = useFreshSet(all.map((one) => one.key));
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <div className={styles.grow}>
          <h1>{t("title")}</h1>
          <p className={styles.quiet}>{t("hint")}</p>
        </div>
        {mayEdit && !fresh && sets.isSuccess && (
          <Button look="primary" icon="plus" onClick={begin}>
            {t("newSet")}
          </Button>
        )}
      </header>
      {sets.isPending && <Skeleton lines={8} height={22} />}
      {sets.isError && !sets.data && <Failure error={sets.error} onRetry={() => sets.refetch()} />}
      {sets.isSuccess && !all.length && !fresh && <State icon="clock" title={t("none")} hint={t("noneHint")} />}
      {all.length > 1 && !fresh && (
        <fieldset className={styles.which} aria-label={t("which")}>
          {all.map((one) => (
            <Chip key={one.key} on={one === chosen} onToggle={() => setAsked(one.key)}>
              {pick(one.label, language)}
            </Chip>
          ))}
        </fieldset>
      )}
      {fresh && (
        <Shown
          key={fresh.body.key}
          known={fresh}
          version={0}
          said={{}}
          onDone={(key) => {
            setAsked(key);
            setFresh(null);
          }}
          onLeave={() => setFresh(null)}
        />
      )}
      {chosen && !fresh && (
        <Chosen key={`${chosen.key} ${chosen.version}`} of={chosen.key} onDuplicate={duplicate} onDone={setAsked} />
      )}
    </div>
  );
}

interface ChosenProps {
  of: string;
  onDuplicate: (draft: Draft) => void;
  onDone: (key: string) => void;
}

function Chosen({ of, onDuplicate, onDone }: ChosenProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const typeLabel = useTypeLabel();
  const whole = useSet(of);
  if (whole.isError && !whole.data) return <Failure error={whole.error} onRetry={() => whole.refetch()} />;
  if (!whole.data) return <Skeleton lines={10} height={20} />;
  const { label, version, active, types, said } = whole.data;
  const known = { body: whole.data.body as unknown as SetBody, types, active };
  return (
    <>
      <div className={styles.head}>
        <h2>{pick(label, language)}</h2>
        <span className={styles.quiet}>{t("version", { version })}</span>
        {!active && <Tag tone="quiet">{t("off")}</Tag>}
        {types.length ? types.map((type) => <Tag key={type}>{typeLabel(type)}</Tag>) : <Tag>{t("allTypes")}</Tag>}
      </div>
      <Shown
        known={known}
        version={version}
        said={said}
        onDuplicate={onDuplicate}
        onDone={onDone}
        onLeave={() => undefined}
      />
    </>
  );
}

interface ShownProps {
  known: Draft;
  version: number;
  said: Readonly<Record<string, string>>;
  onDuplicate?: (draft: Draft) => void;
  onDone: (key: string) => void;
  onLeave: () => void;
}

/** One set: read, or changed and tried out before it is published. */
function Shown({ said, ...set }: ShownProps) {
  const mayEdit = may(useMe(), "publish", "sla");
  const vocabulary = useVocabulary(set.known.types, mayEdit);
  return (
    <Publishing {...set}>
      {({ shown: { body, types }, onChange, problemAt }) => {
        // Sentences belong to the places of what is published: in what is being changed, things have moved.
        const sentences = body === set.known.body ? said : {};
        const parts = { body, onChange, problemAt, said: sentences };
        return (
          <>
            <PolicyGoals {...parts} fields={vocabulary?.fields ?? []} />
            <Matrix body={body} onChange={onChange} />
            <Clocks {...parts} vocabulary={vocabulary} />
            <Reminders body={body} fields={vocabulary?.fields ?? []} onChange={onChange} problemAt={problemAt} />
            <Trial body={body} types={types} />
          </>
        );
      }}
    </Publishing>
  );
}
