import type { Ticket } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { may, useMe, useMentions, WritingBox } from "@bihuan/session";
import { Button, Panel } from "@bihuan/ui";
import { type FormEvent, lazy, Suspense } from "react";
import { joined } from "../../shared/acting/ownPhrases.ts";
import { Phrases } from "../../shared/acting/Phrases.tsx";
import { WritingHelp } from "../../shared/acting/WritingHelp.tsx";
import { FilePicker } from "../../shared/FilePicker.tsx";
import { queueFile } from "../../shared/forms.tsx";
import { outbox } from "../../shared/queue/outbox.ts";
import { useKept } from "../../shared/queue/useKept.ts";
import { texts as shared } from "../../shared/texts.ts";
import styles from "./JobPage.module.css";
import { texts } from "./texts.ts";
import { useDraft } from "./useDraft.ts";

const SoundRecorder = lazy(() => import("@bihuan/forms/capture").then((one) => ({ default: one.SoundRecorder })));

/** Words, pictures and a recording for the job's history; all of it is kept on the phone first. */
export function NoteForm({ ticket }: { ticket: Ticket }) {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const me = useMe();
  const kept = useKept();
  const mentions = useMentions(ticket.id, false);
  const { text, setText, files, change, submit } = useDraft(({ text, files }) => {
    const named = mentions.inText(text);
    const work = { kind: "note", ticket: ticket.id, text: text.trim() || t("voice"), mentions: named } as const;
    return kept(
      outbox.add({ owner: me.id, chain: ticket.id, label: t("noteLabel"), work: { ...work, files: [...files] } }),
    );
  });
  if (!may(me, "note", "ticket")) return null;
  const addVoice = async (file: File) => {
    const id = await kept(queueFile(me.id, ticket.id, file));
    if (id) change((standing) => [...standing, id]);
  };
  return (
    <Panel title={t("noteLabel")}>
      <form
        className={styles.form}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void submit();
        }}
      >
        <WritingBox
          ticket={ticket.id}
          label={t("note")}
          placeholder={t("note")}
          value={text}
          onChange={setText}
          sources={[mentions.source]}
        />
        <Phrases keys={["phrase1", "phrase2", "phrase3"]} onPick={(phrase) => setText(joined(text, phrase))} />
        <WritingHelp text={text} onText={setText} />
        <FilePicker label={say("addFiles")} chain={ticket.id} files={files} onChange={change} />
        <div className={styles.ends}>
          <Suspense>
            <SoundRecorder onRecorded={addVoice} />
          </Suspense>
          <Button type="submit" look="primary" disabled={!text.trim() && files.length === 0}>
            {t("noteAdd")}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
