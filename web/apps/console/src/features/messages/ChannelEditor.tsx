import type { NoticeChannel } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { showToast } from "@bihuan/ui";
import { useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { useRoles } from "../../shared/admin/organisation.ts";
import { FormDialog, OneOf, TextField } from "../../shared/admin/parts.tsx";
import { type ChannelKind, type Entry, KINDS, kindOf } from "./kinds.ts";
import { settingsOf, textsOf, wordsOf } from "./settings.ts";
import { texts } from "./texts.ts";
import { useSaveChannel } from "./useMessages.ts";

interface Props {
  channel: NoticeChannel | null;
  taken: readonly string[];
  onClose: () => void;
}

/** A channel's name, what it must know of its provider, and its secrets, which are never shown again. */
export function ChannelEditor({ channel, taken, onClose }: Props) {
  const t = useTexts(texts);
  const [kindKey, setKind] = useState(channel?.kind ?? "smtp");
  const [label, setLabel] = useState<Record<string, string>>(channel?.label ?? {});
  const [words, setWords] = useState<Record<string, string>>(channel ? wordsOf(channel.settings) : {});
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const [enabled, setEnabled] = useState(channel?.enabled ?? true);
  const [role, setRole] = useState(channel?.role ?? "");
  const save = useSaveChannel();
  const kind = kindOf(kindKey);
  const submit = () =>
    save.mutate(
      {
        key: channel?.key ?? freeKey(kindKey, taken),
        kind: kindKey,
        label: textsOf(label),
        settings: settingsOf(kind, words, channel?.settings),
        secrets: Object.keys(textsOf(secrets)).length ? textsOf(secrets) : null,
        enabled,
        role: role || null,
      },
      {
        onSuccess: () => {
          showToast(t("saved"));
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title={t(channel ? "change" : "add")}
      error={save.error}
      busy={save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {!channel && (
        <OneOf
          label={t("kind")}
          required
          options={KINDS.map(({ key }) => ({ value: key, label: t(key) }))}
          value={kindKey}
          onChange={setKind}
        />
      )}
      <div className={styles.pair}>
        <TextField label={t("zh")} required value={label.zh ?? ""} onChange={(zh) => setLabel({ ...label, zh })} />
        <TextField label={t("en")} value={label.en ?? ""} onChange={(en) => setLabel({ ...label, en })} />
      </div>
      {kind && <Entries entries={kind.settings} words={words} onChange={setWords} />}
      {kind && <Secrets kind={kind} kept={channel?.secrets ?? []} words={secrets} onChange={setSecrets} />}
      {kind?.address === null && <Role value={role} onChange={setRole} />}
      <label className={styles.check}>
        <input type="checkbox" checked={enabled} onChange={(event) => setEnabled(event.target.checked)} />
        {t("enabled")}
      </label>
    </FormDialog>
  );
}

interface EntriesProps {
  entries: readonly Entry[];
  words: Record<string, string>;
  onChange: (words: Record<string, string>) => void;
}

function Entries({ entries, words, onChange }: EntriesProps) {
  const t = useTexts(texts);
  if (!entries.length) return null;
  return (
    <div className={styles.pair}>
      {entries.map(({ key, text, help, required = false, options, usual = "" }) => {
        const common = { label: t(text), required, value: words[key] ?? usual };
        const change = (value: string) => onChange({ ...words, [key]: value });
        const help_ = help ? { help: t(help) } : {};
        if (!options) return <TextField key={key} {...common} {...help_} onChange={change} />;
        const choices = options.map((value) => ({
          value,
          label: value === "none" ? t("unencrypted") : value.toUpperCase(),
        }));
        return <OneOf key={key} {...common} {...help_} required options={choices} onChange={change} />;
      })}
    </div>
  );
}

interface SecretsProps {
  kind: ChannelKind;
  kept: readonly string[];
  words: Record<string, string>;
  onChange: (words: Record<string, string>) => void;
}

function Secrets({ kind, kept, words, onChange }: SecretsProps) {
  const t = useTexts(texts);
  return kind.secrets.map(({ key, text, help, required = false }) => {
    const isKept = kept.includes(key);
    const said = isKept ? t("kept") : help && t(help);
    return (
      <TextField
        key={key}
        label={t(text)}
        type="password"
        autoComplete="new-password"
        required={required && !isKept}
        {...(said ? { help: said } : {})}
        value={words[key] ?? ""}
        onChange={(value) => onChange({ ...words, [key]: value })}
      />
    );
  });
}

function Role({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const roles = useRoles().data ?? [];
  const options = roles.map((role) => ({ value: role.key, label: pick(role.label, language) }));
  return <OneOf label={t("role")} help={t("roleHint")} options={options} value={value} onChange={onChange} />;
}

/** `smtp`, `smtp2` …: of a kind the first by its key is used. */
function freeKey(kind: string, taken: readonly string[]): string {
  let key = kind;
  for (let number = 2; taken.includes(key); number++) key = `${kind}${number}`;
  return key;
}
