import { isProblem } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { useMe, useSayProblem } from "@bihuan/session";
import { Button, Control, Notice, showToast, TextArea, TextInput } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { endOfDay, lastDay } from "./certificates.ts";
import styles from "./Engineers.module.css";
import { texts } from "./texts.ts";
import { type Engineer, useSaveProfile } from "./useEngineers.ts";

/** A certificate as it is written: its last day instead of an instant. */
interface Row {
  id: number;
  name: string;
  day: string;
}

interface Draft {
  capacity: string;
  dayCap: string;
  languages: string;
  tags: string;
  rows: readonly Row[];
}

/** The profile of an engineer, changed as a whole. */
export function ProfileForm({ one, onDone }: { one: Engineer; onDone: () => void }) {
  const t = useTexts(texts);
  const zone = useMe().tenant.zone;
  const say = useSayProblem();
  const save = useSaveProfile(one.user, one.version);
  const [draft, setDraft] = useState(() => draftOf(one, zone));
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const problemAt = (path: string) =>
    isProblem(save.error) ? save.error.problems.find((each) => each.path.startsWith(path))?.detail : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const done = () => {
      showToast(t("saved"));
      onDone();
    };
    save.mutate(
      { home: one.home ?? null, exclusions: one.exclusions ?? [], ...written(draft, zone) },
      { onSuccess: done },
    );
  };
  return (
    <form className={styles.detail} onSubmit={submit} aria-label={t("of", { name: one.name })}>
      <h2>{one.name}</h2>
      <p className={styles.quiet}>{t("skillsElsewhere")}</p>
      <div className={styles.two}>
        <Bound
          label={t("capacity")}
          value={draft.capacity}
          problem={problemAt("capacity")}
          onChange={(capacity) => change({ capacity })}
        />
        <Bound
          label={t("dayCap")}
          value={draft.dayCap}
          problem={problemAt("day_cap")}
          onChange={(dayCap) => change({ dayCap })}
        />
      </div>
      <Certificates rows={draft.rows} problemAt={problemAt} onChange={(rows) => change({ rows })} />
      <Words
        label={t("languages")}
        value={draft.languages}
        problem={problemAt("languages")}
        onChange={(languages) => change({ languages })}
      />
      <Words label={t("tags")} value={draft.tags} problem={problemAt("tags")} onChange={(tags) => change({ tags })} />
      {save.error && <Notice>{say(save.error)}</Notice>}
      <div className={styles.row}>
        <Button look="primary" type="submit" busy={save.isPending}>
          {t("save")}
        </Button>
        <Button onClick={onDone}>{t("cancel")}</Button>
      </div>
    </form>
  );
}

interface FieldProps {
  label: string;
  value: string;
  problem: string | undefined;
  onChange: (value: string) => void;
}

function Bound({ label, value, problem, onChange }: FieldProps) {
  const t = useTexts(texts);
  return (
    <Control label={label} help={t("boundHelp")} problem={problem}>
      {({ id, describedBy }) => (
        <TextInput
          id={id}
          aria-describedby={describedBy}
          type="number"
          min={0}
          max={1000}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Control>
  );
}

function Words({ label, value, problem, onChange }: FieldProps) {
  const t = useTexts(texts);
  return (
    <Control label={label} help={t("listHelp")} problem={problem}>
      {({ id, describedBy }) => (
        <TextArea
          id={id}
          rows={2}
          aria-describedby={describedBy}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Control>
  );
}

interface CertificatesProps {
  rows: readonly Row[];
  problemAt: (path: string) => string | undefined;
  onChange: (rows: readonly Row[]) => void;
}

function Certificates({ rows, problemAt, onChange }: CertificatesProps) {
  const t = useTexts(texts);
  const change = (row: Row) => onChange(rows.map((each) => (each.id === row.id ? row : each)));
  const next = Math.max(0, ...rows.map((row) => row.id)) + 1;
  return (
    <fieldset className={styles.form}>
      <legend>{t("certificates")}</legend>
      {rows.map((row, index) => (
        <div key={row.id} className={styles.certificate}>
          <Control label={t("certificate")} problem={problemAt(`certificates.${index}`)}>
            {({ id }) => (
              <TextInput
                id={id}
                required
                maxLength={100}
                value={row.name}
                onChange={(event) => change({ ...row, name: event.target.value })}
              />
            )}
          </Control>
          <Control label={t("certificateUntil")}>
            {({ id }) => (
              <TextInput
                id={id}
                type="date"
                max="2199-12-31"
                value={row.day}
                onChange={(event) => change({ ...row, day: event.target.value })}
              />
            )}
          </Control>
          <Button
            look="quiet"
            icon="close"
            label={t("removeCertificate", { name: row.name })}
            onClick={() => onChange(rows.filter((each) => each !== row))}
          />
        </div>
      ))}
      <div>
        <Button icon="plus" onClick={() => onChange([...rows, { id: next, name: "", day: "" }])}>
          {t("addCertificate")}
        </Button>
      </div>
    </fieldset>
  );
}

function draftOf(one: Engineer, zone: string): Draft {
  const rows = (one.certificates ?? []).map((each, id) => ({
    id,
    name: each.name,
    day: lastDay(each, zone),
  }));
  return {
    capacity: String(one.capacity ?? ""),
    dayCap: String(one.day_cap ?? ""),
    languages: (one.languages ?? []).join("\n"),
    tags: (one.tags ?? []).join("\n"),
    rows,
  };
}

function written(draft: Draft, zone: string) {
  return {
    capacity: draft.capacity === "" ? null : Number(draft.capacity),
    day_cap: draft.dayCap === "" ? null : Number(draft.dayCap),
    languages: wordsIn(draft.languages),
    tags: wordsIn(draft.tags),
    certificates: draft.rows.map((row) => ({
      name: row.name.trim(),
      until: row.day ? endOfDay(row.day, zone) : null,
    })),
  };
}

function wordsIn(text: string): string[] {
  const words = text.split(/[\n,，、]/).map((word) => word.trim());
  return [...new Set(words.filter(Boolean))];
}
