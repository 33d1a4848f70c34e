import { useTexts } from "@bihuan/i18n";
import { may, useMe, useMentions, WritingBox } from "@bihuan/session";
import { Button, Dialog, Panel, showToast, unsent } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { ActionFault } from "../../shared/ActionFault.tsx";
import { CallForm } from "./CallForm.tsx";
import { useBusy } from "./presence/busy.ts";
import styles from "./TicketPage.module.css";
import { texts } from "./texts.ts";
import { useAddNote } from "./useTicket.ts";

/** Write into the ticket's history. */
export function Notes({ pageKey }: { pageKey: string }) {
  const t = useTexts(texts);
  const me = useMe();
  const [text, setText] = useState("");
  const [isPublic, setPublic] = useState(false);
  const [asking, setAsking] = useState(false);
  const add = useAddNote(pageKey);
  const mentions = useMentions(pageKey, isPublic);
  useBusy("typing", text !== "");
  if (!may(me, "note", "ticket")) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(
      { text, public: isPublic, mentions: mentions.inText(text) },
      {
        onSuccess: () => {
          setText((now) => unsent(now, text));
          showToast(t("noted"));
        },
      },
    );
  };
  return (
    <Panel>
      <form className={styles.note} onSubmit={submit}>
        <WritingBox
          ticket={pageKey}
          label={t("note")}
          placeholder={t("noteHint")}
          rows={2}
          required
          value={text}
          onChange={setText}
          sources={[mentions.source]}
        />
        <ActionFault error={add.error} />
        <div className={styles.noteEnd}>
          <label className={styles.tick}>
            <input type="checkbox" checked={isPublic} onChange={(event) => setPublic(event.target.checked)} />
            {t("public")}
          </label>
          <span className={styles.noteActions}>
            <Button aria-haspopup="dialog" onClick={() => setAsking(true)}>
              {t("call")}
            </Button>
            <Button type="submit" busy={add.isPending} disabled={!text.trim()}>
              {t("addNote")}
            </Button>
          </span>
        </div>
      </form>
      {asking && (
        <Dialog title={t("call")} closeLabel={t("close")} onClose={() => setAsking(false)}>
          <CallForm pageKey={pageKey} onDone={() => setAsking(false)} />
        </Dialog>
      )}
    </Panel>
  );
}
