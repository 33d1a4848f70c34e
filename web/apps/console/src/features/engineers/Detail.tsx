import { useTexts } from "@bihuan/i18n";
import { may, useMe, useSayProblem } from "@bihuan/session";
import { Button, Notice, showToast, Tag, type Tone } from "@bihuan/ui";
import { type ReactNode, useState } from "react";
import { useNow } from "../../shared/time/useNow.ts";
import { type Certificate, lastDay, type Worth, worthOf } from "./certificates.ts";
import styles from "./Engineers.module.css";
import { ProfileForm } from "./ProfileForm.tsx";
import { texts } from "./texts.ts";
import { type Engineer, usePause } from "./useEngineers.ts";

const TONES: Readonly<Record<Worth, Tone>> = { forEver: "neutral", until: "good", soon: "warn", expired: "danger" };

interface Props {
  one: Engineer;
  nameOf: (key: string) => string;
}

/** One profile: to be read, and by those with the right to be changed. */
export function Detail({ one, nameOf }: Props) {
  const t = useTexts(texts);
  const me = useMe();
  const [editing, setEditing] = useState(false);
  // Only who sees all of a profile can hand it back whole.
  const edits = may(me, "update", "engineer") && one.certificates !== undefined && one.exclusions !== undefined;
  if (editing) return <ProfileForm one={one} onDone={() => setEditing(false)} />;
  return (
    <section className={styles.detail} aria-label={t("of", { name: one.name })}>
      <header className={styles.head}>
        <h2>{one.name}</h2>
        {may(me, "pause", "engineer") && one.active && <Pause one={one} />}
        {edits && (
          <Button icon="note" onClick={() => setEditing(true)}>
            {t("edit")}
          </Button>
        )}
      </header>
      <Facts one={one} nameOf={nameOf} />
    </section>
  );
}

function Facts({ one, nameOf }: Props) {
  const t = useTexts(texts);
  const skills = Object.entries(one.skills).map(([skill, level]) => t("level", { skill: nameOf(skill), level }));
  return (
    <dl className={styles.facts}>
      <Fact label={t("skills")}>{skills}</Fact>
      <Certificates all={one.certificates ?? []} />
      <Fact label={t("areas")}>{one.areas.map(nameOf)}</Fact>
      <Fact label={t("teams")}>{one.teams.map(nameOf)}</Fact>
      <Fact label={t("capacity")}>{[String(one.capacity ?? t("noBound"))]}</Fact>
      <Fact label={t("dayCap")}>{[String(one.day_cap ?? t("noBound"))]}</Fact>
      <Fact label={t("languages")}>{one.languages ?? []}</Fact>
      <Fact label={t("tags")}>{one.tags ?? []}</Fact>
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: readonly string[] }) {
  const shown: ReactNode = children.map((word) => <Tag key={word}>{word}</Tag>);
  return <Row label={label}>{children.length > 0 && shown}</Row>;
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  const t = useTexts(texts);
  return (
    <div>
      <dt>{label}</dt>
      <dd className={styles.tags}>{children || <span className={styles.quiet}>{t("nothing")}</span>}</dd>
    </div>
  );
}

function Certificates({ all }: { all: readonly Certificate[] }) {
  const t = useTexts(texts);
  const now = useNow();
  const zone = useMe().tenant.zone;
  return (
    <Row label={t("certificates")}>
      {all.length > 0 &&
        all.map((one) => {
          const { worth, days } = worthOf(one, now);
          const day = lastDay(one, zone);
          return (
            <Tag key={one.name} tone={TONES[worth]}>
              {t(worth, { name: one.name, day, days })}
            </Tag>
          );
        })}
    </Row>
  );
}

function Pause({ one }: { one: Engineer }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const pause = usePause(one.user);
  const turn = () =>
    pause.mutate(!one.paused, { onSuccess: () => showToast(t(one.paused ? "wasResumed" : "wasPaused")) });
  return (
    <>
      <Button busy={pause.isPending} onClick={turn}>
        {t(one.paused ? "resume" : "pause")}
      </Button>
      {pause.error && <Notice>{say(pause.error)}</Notice>}
    </>
  );
}
