import { useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Button, Skeleton, State, Tag, TextInput } from "@bihuan/ui";
import { useState } from "react";
import { Head } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { useNow } from "../../shared/time/useNow.ts";
import { useTitle } from "../../shared/useTitle.ts";
import { worstOf } from "./certificates.ts";
import { Detail } from "./Detail.tsx";
import styles from "./Engineers.module.css";
import { NewEngineers } from "./NewEngineers.tsx";
import { texts } from "./texts.ts";
import { type Engineer, useEngineers, useUnitNames } from "./useEngineers.ts";

/** Whom dispatch can send, and what it knows of each. */
export default function EngineersPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const engineers = useEngineers();
  const all = engineers.data ?? [];
  const [adding, setAdding] = useState(false);
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")}>
        {may(useMe(), "update", "engineer") && engineers.isSuccess && (
          <Button look="primary" icon="plus" onClick={() => setAdding(true)}>
            {t("add")}
          </Button>
        )}
      </Head>
      {adding && <NewEngineers known={all} onClose={() => setAdding(false)} />}
      {engineers.isPending && <Skeleton lines={8} height={24} />}
      {engineers.isError && !engineers.data && <Failure error={engineers.error} onRetry={() => engineers.refetch()} />}
      {engineers.isSuccess && !all.length && <State icon="user" title={t("none")} hint={t("noneHint")} />}
      {all.length > 0 && <Everybody all={all} />}
    </div>
  );
}

function Everybody({ all }: { all: readonly Engineer[] }) {
  const t = useTexts(texts);
  const nameOf = useUnitNames();
  const [wanted, setWanted] = useState("");
  const [asked, setAsked] = useState<string | null>(null);
  const word = wanted.trim().toLowerCase();
  const found = all.filter((one) => !word || wordsOf(one, nameOf).includes(word));
  const chosen = found.find((one) => one.user === asked) ?? found[0];
  return (
    <>
      <TextInput
        type="search"
        aria-label={t("search")}
        placeholder={t("search")}
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      {!chosen && <State icon="search" title={t("noMatch")} hint={t("noMatchHint")} />}
      {chosen && (
        <div className={styles.both}>
          <ul className={styles.list}>
            {found.map((one) => (
              <li key={one.user}>
                <Line one={one} on={one === chosen} nameOf={nameOf} onChoose={() => setAsked(one.user)} />
              </li>
            ))}
          </ul>
          <Detail key={`${chosen.user} ${chosen.version}`} one={chosen} nameOf={nameOf} />
        </div>
      )}
    </>
  );
}

function wordsOf(one: Engineer, nameOf: (key: string) => string): string {
  const certificates = one.certificates?.map((each) => each.name) ?? [];
  return [one.name, ...Object.keys(one.skills).map(nameOf), ...certificates].join(" ").toLowerCase();
}

interface LineProps {
  one: Engineer;
  on: boolean;
  nameOf: (key: string) => string;
  onChoose: () => void;
}

function Line({ one, on, nameOf, onChoose }: LineProps) {
  const t = useTexts(texts);
  const worst = worstOf(one.certificates ?? [], useNow());
  const skills = Object.entries(one.skills).map(([skill, level]) => t("level", { skill: nameOf(skill), level }));
  return (
    <button type="button" className={styles.one} aria-pressed={on} onClick={onChoose}>
      <span className={styles.head}>
        <strong>{one.name}</strong>
        <Taking one={one} />
        {worst && (
          <Tag tone={worst === "expired" ? "danger" : "warn"}>
            {t(worst === "expired" ? "warnExpired" : "warnSoon")}
          </Tag>
        )}
      </span>
      <span className={styles.quiet}>{skills.join(" · ") || t("nothing")}</span>
    </button>
  );
}

function Taking({ one }: { one: Engineer }) {
  const t = useTexts(texts);
  if (!one.active) return <Tag tone="quiet">{t("left")}</Tag>;
  return <Tag tone={one.paused ? "warn" : "good"}>{t(one.paused ? "paused" : "taking")}</Tag>;
}
