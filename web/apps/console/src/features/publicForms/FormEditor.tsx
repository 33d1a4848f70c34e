import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { showToast } from "@bihuan/ui";
import { useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { FormDialog, OneOf, TextField } from "../../shared/admin/parts.tsx";
import { useTicketTypes } from "../../shared/lookups.ts";
import { texts } from "./texts.ts";
import { type PublicForm, useChannels, useSaveForm } from "./usePublicForms.ts";

const PREFILLED = ["name", "phone", "sn"] as const;
const SWITCHES = [
  ["phone_needed", "phoneNeeded"],
  ["for_devices", "forDevices"],
  ["active", "active"],
] as const;

/** What a public form asks, and what becomes of it. */
export function FormEditor({ form, onClose }: { form: PublicForm; onClose: () => void }) {
  const t = useTexts(texts);
  const [input, setInput] = useState(form);
  const [fields, setFields] = useState(form.fields.join(", "));
  const save = useSaveForm();
  const set = (change: Partial<PublicForm>) => setInput({ ...input, ...change });
  const submit = () =>
    save.mutate(tidied(input, fields), {
      onSuccess: () => {
        showToast(t("saved"));
        onClose();
      },
    });
  return (
    <FormDialog
      title={t(form.key ? "change" : "add")}
      error={save.error}
      busy={save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {!form.key && (
        <TextField label={t("key")} help={t("keyHint")} required value={input.key} onChange={(key) => set({ key })} />
      )}
      <Kind input={input} set={set} />
      <TextField
        label={t("intro")}
        value={input.intro.zh ?? ""}
        onChange={(zh) => set({ intro: { ...input.intro, zh } })}
      />
      <TextField label={t("fields")} help={t("fieldsHint")} value={fields} onChange={setFields} />
      <div className={styles.pair}>
        {PREFILLED.map((name) => (
          <TextField
            key={name}
            label={t(name)}
            value={input.prefill[name] ?? ""}
            onChange={(field) => set({ prefill: { ...input.prefill, [name]: field } })}
          />
        ))}
      </div>
      {SWITCHES.map(([key, text]) => (
        <label key={key} className={styles.check}>
          <input type="checkbox" checked={input[key]} onChange={(event) => set({ [key]: event.target.checked })} />
          {t(text)}
        </label>
      ))}
    </FormDialog>
  );
}

function Kind({ input, set }: { input: PublicForm; set: (change: Partial<PublicForm>) => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const types = useTicketTypes().data ?? [];
  const channels = useChannels().data ?? [];
  return (
    <div className={styles.pair}>
      <TextField
        label={t("zh")}
        required
        value={input.label.zh ?? ""}
        onChange={(zh) => set({ label: { ...input.label, zh } })}
      />
      <TextField
        label={t("en")}
        value={input.label.en ?? ""}
        onChange={(en) => set({ label: { ...input.label, en } })}
      />
      <OneOf
        label={t("type")}
        required
        options={types.map((type) => ({ value: type.key, label: pick(type.label, language) }))}
        value={input.type}
        onChange={(type) => set({ type })}
      />
      <OneOf
        label={t("channel")}
        required
        options={channels.map((channel) => ({ value: channel.key, label: pick(channel.label, language) }))}
        value={input.channel}
        onChange={(channel) => set({ channel })}
      />
    </div>
  );
}

function tidied(input: PublicForm, fields: string): PublicForm {
  const said = (texts: Record<string, string>) =>
    Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== ""));
  const named = fields
    .split(/[,\uff0c\s]+/)
    .map((field) => field.trim())
    .filter(Boolean);
  return { ...input, label: said(input.label), intro: said(input.intro), prefill: said(input.prefill), fields: named };
}
