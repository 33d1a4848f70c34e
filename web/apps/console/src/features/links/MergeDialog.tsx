import type { MergePreview, Ticket } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, Control, Dialog, Notice, Skeleton, showToast, TextInput } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { usePersonName } from "../../shared/lookups.ts";
import styles from "./Links.module.css";
import { TicketChoice } from "./TicketChoice.tsx";
import { texts } from "./texts.ts";
import { useMerge, useMergePreview } from "./useLinks.ts";

interface Props {
  ticket: Ticket;
  into: string | null;
  onClose: () => void;
}

/** Into which ticket, what that will do, and why. */
export function MergeDialog({ ticket, into, onClose }: Props) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const [target, setTarget] = useState(into);
  const [reason, setReason] = useState("");
  const preview = useMergePreview(ticket.number, target);
  const merge = useMerge(ticket.number);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!target) return;
    const done = () => {
      showToast(t("merged", { number: target }));
      onClose();
    };
    merge.mutate({ into: target, reason }, { onSuccess: done });
  };
  const refused = merge.error ?? preview.error;
  return (
    <Dialog title={t("merge")} closeLabel={t("close")} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <TicketChoice
          label={t("target")}
          help={t("targetHint")}
          but={ticket.number}
          value={target}
          onChoose={setTarget}
        />
        {target && preview.isPending && <Skeleton lines={4} />}
        {preview.data && !preview.error && <Preview preview={preview.data} />}
        {refused && <Notice>{say(refused)}</Notice>}
        <Control label={t("reason")} help={t("reasonHint")}>
          {({ id, describedBy }) => (
            <TextInput
              id={id}
              aria-describedby={describedBy}
              maxLength={2000}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Control>
        <div className={styles.formEnd}>
          <Button look="quiet" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" look="primary" busy={merge.isPending} disabled={!preview.data || !!preview.error}>
            {t("merge")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Preview({ preview }: { preview: MergePreview }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const name = usePersonName();
  const comma = language === "zh" ? "、" : ", ";
  const tasks = preview.tasks.map(({ label, owner }) =>
    [pick(label, language), name(owner)].filter(Boolean).join(" · "),
  );
  const told = preview.told.map((person) => name(person) ?? t("someone")).join(comma);
  return (
    <div className={styles.preview}>
      <h3>{t("preview")}</h3>
      <ul>
        <li>{t("goesOn", { number: preview.into.number, title: preview.into.title ?? "…" })}</li>
        <li>{tasks.length ? t("tasksGone", { count: tasks.length, list: tasks.join(comma) }) : t("noTasks")}</li>
        {preview.clocks > 0 && <li>{t("clocksGone", { count: preview.clocks })}</li>}
        <li>{told ? t("told", { people: told }) : t("toldNobody")}</li>
        <li>{t("shown", { notes: preview.notes, files: preview.files })}</li>
        <li>{t("undoable")}</li>
      </ul>
    </div>
  );
}
