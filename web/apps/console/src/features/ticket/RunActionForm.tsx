import type { Action } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { WritingBox } from "@bihuan/session";
import { Button, Control, showToast } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { ActionFault } from "../../shared/ActionFault.tsx";
import { asksForChildren, Farewell, type Fate } from "../../shared/Farewell.tsx";
import { useFamily } from "../../shared/family.ts";
import styles from "./TicketPage.module.css";
import { texts } from "./texts.ts";
import { type RunAction, useActOnTicket } from "./useTicket.ts";

interface Props {
  pageKey: string;
  action: Action;
  onDone: () => void;
}

const ENDS = new Set(["withdraw", "terminate", "force_close"]);

/** An action on the run as a whole: withdraw, reopen, terminate, close by force. */
export function RunActionForm({ pageKey, action, onDone }: Props) {
  const t = useTexts(texts);
  const label = pick(action.label, useLanguage());
  const [reason, setReason] = useState("");
  const [children, setChildren] = useState<Fate>("");
  const act = useActOnTicket(pageKey);
  const family = useFamily(pageKey).data;
  const open = ENDS.has(action.key) && family?.children.some((child) => child.state === "open");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    act.mutate(
      { action: action.key as RunAction, reason, children },
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
          <WritingBox
            ticket={pageKey}
            id={id}
            required={action.comment === "required"}
            value={reason}
            onChange={setReason}
          />
        )}
      </Control>
      {(open || asksForChildren(act.error)) && <Farewell fate={children} onChoose={setChildren} />}
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
