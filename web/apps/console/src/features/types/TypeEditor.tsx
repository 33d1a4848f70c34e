import { isProblem, type TicketType } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Notice, showToast } from "@bihuan/ui";
import { useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { useUnitOptions } from "../../shared/admin/organisation.ts";
import { FormDialog, OneOf, TextField } from "../../shared/admin/parts.tsx";
import { texts } from "./texts.ts";
import { type Draft, useFlows, useForms, useSaveType } from "./useTypes.ts";

const PRIORITIES = ["P0", "P1", "P2", "P3"].map((value) => ({ value, label: value }));
const SWITCHES = ["active", "confidential"] as const;

interface Props {
  first: Draft;
  known: readonly TicketType[];
  onClose: () => void;
}

/** One type, put together by choosing. Who was overtaken sees the other's changes beside his own before he saves. */
export function TypeEditor({ first, known, onClose }: Props) {
  const t = useTexts(texts);
  const language = useLanguage();
  const [{ base, draft }, setState] = useState({ base: first, draft: first });
  const [overtaken, setOvertaken] = useState(false);
  const save = useSaveType(known);
  const newest = known.find((type) => type.key === draft.key);
  if (overtaken && newest && newest.version !== base.version) {
    setState({ base: newest, draft: rebased(base, draft, newest) });
  }
  const submit = () =>
    save.mutate(tidied(draft), {
      onSuccess: (type) => {
        showToast(t("saved", { name: pick(type.label, language) }));
        onClose();
      },
      onError: (error) => setOvertaken(isProblem(error) && error.code === "definition.moved"),
    });
  return (
    <FormDialog
      title={t(first.key ? "change" : "add")}
      error={overtaken ? null : save.error}
      busy={save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {overtaken && <Notice tone="warn">{t("moved")}</Notice>}
      <Fields draft={draft} set={(change) => setState({ base, draft: { ...draft, ...change } })} />
    </FormDialog>
  );
}

interface FieldsProps {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
}

function Fields({ draft, set }: FieldsProps) {
  const t = useTexts(texts);
  return (
    <>
      <div className={styles.pair}>
        <TextField
          label={t("name")}
          required
          value={draft.label.zh ?? ""}
          onChange={(zh) => set({ label: { ...draft.label, zh } })}
        />
        <TextField
          label={t("nameEn")}
          value={draft.label.en ?? ""}
          onChange={(en) => set({ label: { ...draft.label, en } })}
        />
      </div>
      <Choices draft={draft} set={set} />
      <div className={styles.pair}>
        <TextField
          label={t("prefix")}
          help={t("prefixHint")}
          required
          value={draft.prefix}
          onChange={(prefix) => set({ prefix: prefix.toUpperCase().trim() })}
        />
        <TextField
          label={t("archive")}
          type="number"
          required
          value={String(draft.archive_days)}
          onChange={(days) => set({ archive_days: Number(days) })}
        />
      </div>
      {SWITCHES.map((name) => (
        <label key={name} className={styles.check}>
          <input type="checkbox" checked={draft[name]} onChange={(event) => set({ [name]: event.target.checked })} />
          {t(name)}
        </label>
      ))}
    </>
  );
}

function Choices({ draft, set }: FieldsProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const forms = useForms().data ?? [];
  const flows = useFlows().data ?? [];
  const departments = useUnitOptions("departments");
  const named = (all: readonly { key: string; label: Record<string, string> }[]) =>
    all.map((one) => ({ value: one.key, label: pick(one.label, language) || one.key }));
  return (
    <div className={styles.pair}>
      <OneOf label={t("form")} required options={named(forms)} value={draft.form} onChange={(form) => set({ form })} />
      <OneOf label={t("flow")} required options={named(flows)} value={draft.flow} onChange={(flow) => set({ flow })} />
      <OneOf
        label={t("priority")}
        required
        options={PRIORITIES}
        value={draft.default_priority}
        onChange={(default_priority) => set({ default_priority })}
      />
      <OneOf
        label={t("department")}
        options={departments}
        value={draft.department ?? ""}
        onChange={(department) => set({ department: department || null })}
      />
    </div>
  );
}

/** Only what a type is made of: an empty English name is none. */
function tidied(draft: Draft): Draft {
  const { key, version, label, form, flow, prefix, department, default_priority, confidential } = draft;
  const said = Object.fromEntries(Object.entries(label).filter(([, text]) => text.trim()));
  const { archive_days, active, heading } = draft;
  const chosen = { form, flow, prefix, department, default_priority, confidential, archive_days, active, heading };
  return { key, version, label: said, ...chosen };
}

/** What one has changed oneself, on top of what another has published meanwhile. */
function rebased(base: Draft, mine: Draft, newest: Draft): Draft {
  const own = Object.entries(mine).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(base[name as keyof Draft]),
  );
  return { ...newest, ...Object.fromEntries(own), version: newest.version };
}
