import type { NoticeWording } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, Control, Notice, showToast, TextArea } from "@bihuan/ui";
import { useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { FormDialog, ManyOf, TextField } from "../../shared/admin/parts.tsx";
import own from "./Messages.module.css";
import { texts } from "./texts.ts";
import { usePreview, usePublishWording } from "./useMessages.ts";

const LANGUAGES = [
  ["zh", "titleZh", "textZh"],
  ["en", "titleEn", "textEn"],
] as const;
const WAYS = ["app", "best", "mail", "sms", "im", "push"] as const;
const ROWS = 5;

type Words = Record<string, { title: string; text: string }>;

/** The title of a kind's words in a language, else in Chinese. */
export function titleIn(given: NoticeWording["texts"], language: string): string {
  const words = given as Words;
  return (words[language] ?? words.zh)?.title ?? "";
}

/** New words for a kind of notice: a version of their own, shown beforehand as somebody would read them. */
export function WordingEditor({ wording, onClose }: { wording: NoticeWording; onClose: () => void }) {
  const t = useTexts(texts);
  const [words, setWords] = useState(wording.texts as Words);
  const [by, setBy] = useState<string[]>(wording.by);
  const [enabled, setEnabled] = useState(wording.enabled);
  const publish = usePublishWording();
  const submit = () =>
    publish.mutate(
      { ...wording, texts: words, by, enabled },
      {
        onSuccess: () => {
          showToast(t("saved"));
          onClose();
        },
      },
    );
  const set = (language: string, change: Partial<Words[string]>) =>
    setWords({ ...words, [language]: { title: "", text: "", ...words[language], ...change } });
  return (
    <FormDialog
      title={t("editWording")}
      error={publish.error}
      busy={publish.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <Said words={words} set={set} />
      <ManyOf
        label={t("by")}
        options={WAYS.map((way) => ({ value: way, label: t(way) }))}
        value={by}
        onChange={setBy}
      />
      <label className={styles.check}>
        <input type="checkbox" checked={enabled} onChange={(event) => setEnabled(event.target.checked)} />
        {t("enabled")}
      </label>
      <Preview kind={wording.kind} words={words} />
    </FormDialog>
  );
}

interface SaidProps {
  words: Words;
  set: (language: string, change: Partial<Words[string]>) => void;
}

function Said({ words, set }: SaidProps) {
  const t = useTexts(texts);
  return LANGUAGES.map(([language, title, text]) => (
    <div key={language} className={styles.form}>
      <TextField
        label={t(title)}
        required={language === "zh"}
        value={words[language]?.title ?? ""}
        onChange={(value) => set(language, { title: value })}
      />
      <Control label={t(text)}>
        {({ id }) => (
          <TextArea
            id={id}
            rows={ROWS}
            value={words[language]?.text ?? ""}
            onChange={(event) => set(language, { text: event.target.value })}
          />
        )}
      </Control>
    </div>
  ));
}

function Preview({ kind, words }: { kind: string; words: Words }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const [ticket, setTicket] = useState("");
  const preview = usePreview(kind);
  const shown = preview.data;
  return (
    <div className={styles.form}>
      <div className={own.ask}>
        <TextField label={t("previewOf")} value={ticket} onChange={setTicket} />
        <Button
          busy={preview.isPending}
          disabled={!ticket.trim()}
          onClick={() => preview.mutate({ ticket: ticket.trim(), texts: words })}
        >
          {t("preview")}
        </Button>
      </div>
      {preview.error && <Notice>{say(preview.error)}</Notice>}
      {shown && !shown.told && <Notice tone="warn">{t("previewNone")}</Notice>}
      {shown?.told && (
        <div className={own.preview}>
          <strong>{shown.title}</strong>
          <p>{shown.text}</p>
        </div>
      )}
    </div>
  );
}
