import type { FileComment, FileVersion } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Button, Control, showToast, Tag, TextArea, TextInput } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { ActionFault } from "../../shared/ActionFault.tsx";
import styles from "./Files.module.css";
import { texts } from "./texts.ts";
import { useSay, useSettle } from "./useFiles.ts";

interface Props {
  ticketKey: string;
  version: FileVersion;
  speaks: boolean;
}

/** 批注 of one version, and the way to another. */
export function Comments({ ticketKey, version, speaks }: Props) {
  const t = useTexts(texts);
  const [writes, setWrites] = useState(false);
  return (
    <div className={styles.comments}>
      {version.comments.length > 0 && (
        <ul aria-label={t("comments")}>
          {version.comments.map((comment) => (
            <li key={comment.id}>
              <Comment ticketKey={ticketKey} comment={comment} speaks={speaks} />
            </li>
          ))}
        </ul>
      )}
      {speaks && !writes && (
        <Button look="quiet" icon="note" onClick={() => setWrites(true)}>
          {t("comment")}
        </Button>
      )}
      {writes && <Saying ticketKey={ticketKey} file={version.file} onDone={() => setWrites(false)} />}
    </div>
  );
}

function Comment({ ticketKey, comment, speaks }: { ticketKey: string; comment: FileComment; speaks: boolean }) {
  const t = useTexts(texts);
  const format = useFormats();
  const settle = useSettle(ticketKey);
  const resolved = comment.resolved_at !== null;
  return (
    <div className={styles.comment} data-resolved={resolved}>
      <p className={styles.quiet}>
        {[comment.by_name, format.instant(comment.at), comment.place].filter(Boolean).join(" · ")}{" "}
        {resolved && <Tag tone="good">{t("settled")}</Tag>}
      </p>
      <p className={styles.words}>{comment.text ?? t("erased")}</p>
      {speaks && (
        <Button
          look="quiet"
          icon={resolved ? "back" : "check"}
          busy={settle.isPending}
          onClick={() => settle.mutate({ comment: comment.id, resolved: !resolved })}
        >
          {t(resolved ? "reopen" : "settle")}
        </Button>
      )}
      <ActionFault error={settle.error} />
    </div>
  );
}

function Saying({ ticketKey, file, onDone }: { ticketKey: string; file: string; onDone: () => void }) {
  const t = useTexts(texts);
  const [text, setText] = useState("");
  const [place, setPlace] = useState("");
  const say = useSay(ticketKey, file);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const done = () => {
      showToast(t("said"));
      onDone();
    };
    say.mutate({ text, place }, { onSuccess: done });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <Control label={t("commentText")} required>
        {({ id }) => (
          <TextArea
            id={id}
            required
            autoFocus
            maxLength={5000}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Control>
      <Control label={t("place")}>
        {({ id }) => (
          <TextInput id={id} maxLength={200} value={place} onChange={(event) => setPlace(event.target.value)} />
        )}
      </Control>
      <ActionFault error={say.error} />
      <div className={styles.head}>
        <Button type="submit" look="primary" busy={say.isPending}>
          {t("send")}
        </Button>
        <Button look="quiet" onClick={onDone}>
          {t("close")}
        </Button>
      </div>
    </form>
  );
}
