import { useTexts } from "@bihuan/i18n";
import { type Mention, namedElsewhere, partsOf } from "./mentions.ts";
import { texts } from "./texts.ts";
import styles from "./writing.module.css";

/** What somebody wrote, with the names of those whom it mentions standing out. */
export function Said({ text, mentions }: { text: string; mentions: readonly Mention[] }) {
  const t = useTexts(texts);
  const others = namedElsewhere(text, mentions);
  let at = 0;
  return (
    <>
      {partsOf(text, mentions).map((part) => {
        const key = at;
        at += part.text.length;
        return part.isName ? (
          <mark key={key} className={styles.mention}>
            {part.text}
          </mark>
        ) : (
          <span key={key}>{part.text}</span>
        );
      })}
      {others.length > 0 && <span className={styles.others}>{t("mentions", { names: others.join(t("comma")) })}</span>}
    </>
  );
}
