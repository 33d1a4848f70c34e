import { useTexts } from "@bihuan/i18n";
import { Button } from "@bihuan/ui";
import styles from "./acting.module.css";
import { texts } from "./texts.ts";

type Phrase = "phrase1" | "phrase2" | "phrase3" | "reason1" | "reason2" | "reason3";

/** What is often said, by one tap: gloves and small keys go badly together. */
export function Phrases({ keys, onPick }: { keys: readonly Phrase[]; onPick: (text: string) => void }) {
  const t = useTexts(texts);
  return (
    <div className={styles.phrases}>
      {keys.map((key) => (
        <Button key={key} look="quiet" onClick={() => onPick(t(key))}>
          {t(key)}
        </Button>
      ))}
    </div>
  );
}
