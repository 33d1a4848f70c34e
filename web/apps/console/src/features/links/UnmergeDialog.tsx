import type { Ticket } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, Control, Dialog, Notice, showToast, TextInput } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import styles from "./Links.module.css";
import { texts } from "./texts.ts";
import { useUnmerge } from "./useLinks.ts";

/** It was another case after all. */
export function UnmergeDialog({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const [reason, setReason] = useState("");
  const unmerge = useUnmerge(ticket.number);
  const done = () => {
    showToast(t("unmerged"));
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    unmerge.mutate({ reason }, { onSuccess: done });
  };
  return (
    <Dialog title={t("unmerge")} closeLabel={t("close")} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <p className={styles.quiet}>{t("unmergeHint")}</p>
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
        {unmerge.error && <Notice>{say(unmerge.error)}</Notice>}
        <div className={styles.formEnd}>
          <Button look="quiet" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" look="primary" busy={unmerge.isPending}>
            {t("unmerge")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
