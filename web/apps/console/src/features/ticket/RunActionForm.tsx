import type { Action } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Control, showToast, TextArea } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { ActionFault } from "../../shared/ActionFault.tsx";
import styles from "./TicketPage.module.css";
import { texts } from "./texts.ts";
import { type RunAction, useActOnTicket } from "./useTicket.ts";

interface Props {
  pageKey: string;
  action: Action;
  onDone: () => void;
}

/** An action on the run as a whole: withdraw, reopen, close by force. */
export function RunActionForm({ pageKey, action, onDone }: Props) {
  const t = useTexts(texts);
  const label = pick(action.label, useLanguage());
  const [reason, setReason] = useState("");
  const act = useActOnTicket(pageKey);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    act.mutate(
      { action: action.key as RunAction, reason },
      {
        onSuccess: () => {
          showToast(t("done", { action: label }));
          onDone();
        },
      },
    );
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Control label={t("reason")} required={action.comment === "required"}>
        {({ id }) => (
          <TextArea
            id={id}
            required={action.comment === "required"}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Control>
      <ActionFault error={act.error} />
      <div className={styles.formEnd}>
        <Button look="quiet" onClick={onDone}>
          {t("cancel")}
        </Button>
        <Button type="submit" look="primary" busy={act.isPending}>
          {label}
        </Button>
      </div>
    </form>
  );
}
