import type { Ticket } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, Control, Dialog, Notice, Select, showToast } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import styles from "./Links.module.css";
import { TicketChoice } from "./TicketChoice.tsx";
import { texts } from "./texts.ts";
import { LINK_KINDS, type LinkKind, useLink } from "./useLinks.ts";

/** How this ticket stands to another one. */
export function LinkDialog({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const [link, setLink] = useState<LinkKind>("relates");
  const [other, setOther] = useState<string | null>(null);
  const tie = useLink(ticket.number);
  const done = () => {
    showToast(t("linked"));
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (other) tie.mutate({ link, other }, { onSuccess: done });
  };
  return (
    <Dialog title={t("link")} closeLabel={t("close")} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <Control label={t("kind")}>
          {({ id }) => (
            <Select id={id} value={link} onChange={(event) => setLink(event.target.value as LinkKind)}>
              {LINK_KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {t(kind)}
                </option>
              ))}
            </Select>
          )}
        </Control>
        <TicketChoice label={t("other")} but={ticket.number} value={other} onChoose={setOther} />
        {tie.error && <Notice>{say(tie.error)}</Notice>}
        <div className={styles.formEnd}>
          <Button look="quiet" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" look="primary" busy={tie.isPending} disabled={!other}>
            {t("link")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
