import type { Ticket } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Button, Dialog, showToast } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { ActionFault } from "../../../shared/ActionFault.tsx";
import styles from "../Links.module.css";
import { TicketChoice } from "../TicketChoice.tsx";
import { texts } from "./texts.ts";
import { useTieChild } from "./useChildren.ts";

/** A ticket that there is already becomes a child of this one. */
export function TieChild({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const t = useTexts(texts);
  const [other, setOther] = useState<string | null>(null);
  const tie = useTieChild(ticket.number);
  const done = () => {
    showToast(t("tied"));
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (other) tie.mutate(other, { onSuccess: done });
  };
  return (
    <Dialog title={t("tie")} closeLabel={t("close")} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <TicketChoice label={t("other")} help={t("otherHint")} but={ticket.number} value={other} onChoose={setOther} />
        <ActionFault error={tie.error} />
        <div className={styles.formEnd}>
          <Button look="quiet" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" look="primary" busy={tie.isPending} disabled={!other}>
            {t("tie")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
