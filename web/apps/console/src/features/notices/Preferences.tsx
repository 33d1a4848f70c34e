import type { NoticeChoice } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Skeleton, showToast } from "@bihuan/ui";
import { useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { FormDialog, ManyOf, OneOf, TextField } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { type Choice, choiceOf, choiceSent } from "./choice.ts";
import { texts } from "./texts.ts";
import { useChoose, useMyChoice } from "./useNotices.ts";

/** How this person wants to be told. */
export function Preferences({ onClose }: { onClose: () => void }) {
  const t = useTexts(texts);
  const known = useMyChoice();
  const choose = useChoose();
  const [draft, setDraft] = useState<Choice | null>(null);
  const choice = draft ?? (known.data ? choiceOf(known.data) : null);
  const submit = () =>
    choice &&
    choose.mutate(choiceSent(choice), {
      onSuccess: () => {
        showToast(t("chosen"));
        onClose();
      },
    });
  return (
    <FormDialog title={t("howTold")} error={choose.error} busy={choose.isPending} onSubmit={submit} onClose={onClose}>
      {known.isPending && <Skeleton lines={5} height={22} />}
      {known.isError && !known.data && <Failure error={known.error} onRetry={() => known.refetch()} />}
      {known.data && choice && (
        <Fields kinds={known.data.kinds} choice={choice} set={(change) => setDraft({ ...choice, ...change })} />
      )}
    </FormDialog>
  );
}

interface FieldsProps {
  kinds: NoticeChoice["kinds"];
  choice: Choice;
  set: (change: Partial<Choice>) => void;
}

function Fields({ kinds, choice, set }: FieldsProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const options = Object.entries(kinds).map(([value, label]) => ({ value, label: pick(label, language) }));
  const outside = (["best", "mail", "sms", "nothing"] as const).map((value) => ({ value, label: t(value) }));
  const gathered = (["none", "hourly", "daily"] as const).map((value) => ({
    value,
    label: t(value === "none" ? "atOnce" : value),
  }));
  return (
    <>
      <p className={styles.quiet}>{t("howToldHint")}</p>
      <OneOf label={t("outside")} required options={outside} value={choice.way} onChange={(way) => set({ way })} />
      <ManyOf
        label={t("onlyHere")}
        options={options}
        value={choice.onlyHere}
        onChange={(onlyHere) => set({ onlyHere })}
      />
      <div className={styles.pair}>
        <OneOf
          label={t("gather")}
          required
          options={gathered}
          value={choice.gather}
          onChange={(gather) => set({ gather })}
        />
        {choice.gather === "daily" && (
          <TextField
            label={t("dailyAt")}
            type="time"
            required
            value={choice.dailyAt}
            onChange={(dailyAt) => set({ dailyAt })}
          />
        )}
      </div>
      <div className={styles.pair}>
        <TextField label={t("quietFrom")} type="time" value={choice.from} onChange={(from) => set({ from })} />
        <TextField label={t("quietUntil")} type="time" value={choice.until} onChange={(until) => set({ until })} />
      </div>
    </>
  );
}
