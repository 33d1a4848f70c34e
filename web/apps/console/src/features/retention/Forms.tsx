import type { Retention } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { showToast } from "@bihuan/ui";
import { useState } from "react";
import { FormDialog, TextField } from "../../shared/admin/parts.tsx";
import { texts } from "./texts.ts";
import { useHold, useLift, usePurge, useSetYears } from "./useRetention.ts";

interface Closing {
  onClose: () => void;
}

/** How many years tickets of a type are kept. */
export function YearsForm({ kept, label, onClose }: { kept: Retention["types"][number]; label: string } & Closing) {
  const t = useTexts(texts);
  const { type } = kept;
  const [input, setInput] = useState(String(kept.years));
  const [duty, setDuty] = useState(kept.duty);
  const save = useSetYears();
  const submit = () => save.mutate({ type, years: Number(input), duty }, { onSuccess: done(t("saved"), onClose) });
  return (
    <FormDialog title={t("types")} error={save.error} busy={save.isPending} onSubmit={submit} onClose={onClose}>
      <TextField label={t("yearsOf", { label })} type="number" required value={input} onChange={setInput} />
      <label>
        <input type="checkbox" checked={duty} onChange={() => setDuty(!duty)} /> {t("dutyAsk")}
      </label>
    </FormDialog>
  );
}

/** Which ticket nothing of may be erased, and why. */
export function HoldForm({ onClose }: Closing) {
  const t = useTexts(texts);
  const [ticket, setTicket] = useState("");
  const [reason, setReason] = useState("");
  const hold = useHold();
  const submit = () => hold.mutate({ ticket: ticket.trim(), reason }, { onSuccess: done(t("held"), onClose) });
  return (
    <FormDialog title={t("hold")} error={hold.error} busy={hold.isPending} onSubmit={submit} onClose={onClose}>
      <TextField label={t("number")} required value={ticket} onChange={setTicket} />
      <TextField label={t("reason")} help={t("reasonHint")} required value={reason} onChange={setReason} />
    </FormDialog>
  );
}

/** Why a hold ends. */
export function LiftForm({ ticket, number, onClose }: { ticket: string; number: string } & Closing) {
  const t = useTexts(texts);
  const [reason, setReason] = useState("");
  const lift = useLift();
  const submit = () => lift.mutate({ ticket, reason }, { onSuccess: done(t("lifted"), onClose) });
  return (
    <FormDialog
      title={t("liftTitle", { number })}
      submit={t("lift")}
      error={lift.error}
      busy={lift.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField label={t("reason")} required value={reason} onChange={setReason} />
    </FormDialog>
  );
}

/** Said once more what will be gone. */
export function PurgeForm({ onClose }: Closing) {
  const t = useTexts(texts);
  const purge = usePurge();
  const submit = () => purge.mutate(undefined, { onSuccess: done(t("purged"), onClose) });
  return (
    <FormDialog
      title={t("purgeTitle")}
      submit={t("purgeNow")}
      error={purge.error}
      busy={purge.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{t("purgeAsk")}</p>
    </FormDialog>
  );
}

function done(said: string, onClose: () => void) {
  return () => {
    showToast(said);
    onClose();
  };
}
