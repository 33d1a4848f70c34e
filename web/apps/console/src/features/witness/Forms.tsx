import type { Witnesses } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Control, showToast, TextArea } from "@bihuan/ui";
import { useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { FormDialog, OneOf, TextField } from "../../shared/admin/parts.tsx";
import { texts } from "./texts.ts";
import { type DestinationInput, useSaveDestination, useSavePlan, type WitnessKind } from "./useWitnesses.ts";

const KINDS: readonly WitnessKind[] = ["mail", "webhook", "tsa"];
const SETTINGS: Record<WitnessKind, readonly string[]> = { mail: ["address"], webhook: ["url"], tsa: ["url", "roots"] };

interface DestinationProps {
  destination: DestinationInput;
  onSecret: (secret: string) => void;
  onClose: () => void;
}

/** A destination: how, where, and what it is called. */
export function DestinationForm({ destination, onSecret, onClose }: DestinationProps) {
  const t = useTexts(texts);
  const [input, setInput] = useState(destination);
  const save = useSaveDestination();
  const set = (change: Partial<DestinationInput>) => setInput({ ...input, ...change });
  const submit = () =>
    save.mutate(tidied(input), {
      onSuccess: ({ secret }) => {
        showToast(t("saved"));
        if (secret) onSecret(secret);
        onClose();
      },
    });
  return (
    <FormDialog
      title={t(destination.id ? "change" : "add")}
      error={save.error}
      busy={save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <OneOf
        label={t("kind")}
        help={t(`${input.kind}Hint`)}
        required
        options={KINDS.map((kind) => ({ value: kind, label: t(kind) }))}
        value={input.kind}
        onChange={(kind) => kind && set({ kind: kind as WitnessKind })}
      />
      <TextField
        label={t("label")}
        help={t("labelHint")}
        required
        value={input.label}
        onChange={(label) => set({ label })}
      />
      <Settings input={input} set={set} />
      <label className={styles.check}>
        <input type="checkbox" checked={input.enabled} onChange={(event) => set({ enabled: event.target.checked })} />
        {t("enabled")}
      </label>
    </FormDialog>
  );
}

function Settings({ input, set }: { input: DestinationInput; set: (change: Partial<DestinationInput>) => void }) {
  const t = useTexts(texts);
  const put = (name: string) => (value: string) => set({ settings: { ...input.settings, [name]: value } });
  if (input.kind === "mail") {
    const { address = "" } = input.settings;
    return <TextField label={t("address")} type="email" required value={address} onChange={put("address")} />;
  }
  const { url = "", roots = "" } = input.settings;
  return (
    <>
      <TextField label={t("url")} type="url" required value={url} onChange={put("url")} />
      {input.kind === "tsa" && (
        <Control label={t("roots")} help={t("rootsHint")}>
          {({ id, describedBy }) => (
            <TextArea
              id={id}
              aria-describedby={describedBy}
              rows={4}
              value={roots}
              onChange={(event) => put("roots")(event.target.value)}
            />
          )}
        </Control>
      )}
    </>
  );
}

function tidied({ id, kind, label, settings, enabled }: DestinationInput): DestinationInput {
  const said = SETTINGS[kind].flatMap((name) => (settings[name]?.trim() ? [[name, settings[name].trim()]] : []));
  return { ...(id ? { id } : {}), kind, label, settings: Object.fromEntries(said), enabled };
}

/** At which hour, and when to warn. */
export function PlanForm({ plan, onClose }: { plan: Witnesses["plan"]; onClose: () => void }) {
  const t = useTexts(texts);
  const [hour, setHour] = useState(String(plan.hour));
  const [days, setDays] = useState(String(plan.overdue_days));
  const save = useSavePlan();
  const submit = () =>
    save.mutate(
      { hour: Number(hour), overdue_days: Number(days) },
      {
        onSuccess: () => {
          showToast(t("saved"));
          onClose();
        },
      },
    );
  return (
    <FormDialog title={t("plan")} error={save.error} busy={save.isPending} onSubmit={submit} onClose={onClose}>
      <TextField label={t("hour")} type="number" required value={hour} onChange={setHour} />
      <TextField label={t("overdueDays")} type="number" required value={days} onChange={setDays} />
    </FormDialog>
  );
}
