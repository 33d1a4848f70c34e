import { useTexts } from "@bihuan/i18n";
import { Popover, Skeleton, TextInput } from "@bihuan/ui";
import { useState } from "react";
import { fitting } from "./fitting.ts";
import { texts } from "./texts.ts";
import { type Reply, useReplyList } from "./useReplies.ts";
import styles from "./writing.module.css";

const MOST = 30;

/** A button that opens the preset replies; one press puts one into the text. */
export default function ReplyPicker({ onPick }: { onPick: (reply: string) => void }) {
  const t = useTexts(texts);
  return (
    <Popover label={t("replies")} icon="note" look="quiet" side="left" className={styles.picker}>
      {(close) => (
        <Choices
          onPick={(reply) => {
            close();
            onPick(reply);
          }}
        />
      )}
    </Popover>
  );
}

function Choices({ onPick }: { onPick: (reply: string) => void }) {
  const t = useTexts(texts);
  const list = useReplyList();
  const [text, setText] = useState("");
  const found = fitting(list.data ?? [], text).slice(0, MOST);
  if (list.isPending) return <Skeleton lines={4} />;
  return (
    <>
      <TextInput
        type="search"
        autoFocus
        aria-label={t("findReply")}
        placeholder={t("findReply")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
      />
      {!found.length && <p className={styles.quiet}>{t(list.data?.length ? "noReply" : "noReplies")}</p>}
      <ul className={styles.replies}>
        {found.map((reply) => (
          <li key={reply.id}>
            <One reply={reply} onPick={onPick} />
          </li>
        ))}
      </ul>
    </>
  );
}

function One({ reply, onPick }: { reply: Reply; onPick: (reply: string) => void }) {
  return (
    <button type="button" className={styles.reply} onClick={() => onPick(reply.id)}>
      <span className={styles.replyHead}>
        <span>{reply.title}</span>
        {reply.category && <span className={styles.quiet}>{reply.category}</span>}
      </span>
      <span className={styles.replyText}>{reply.text}</span>
    </button>
  );
}
