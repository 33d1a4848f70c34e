import { useTexts } from "@bihuan/i18n";
import { Button, Dialog, Notice } from "@bihuan/ui";
import { useRef, useState } from "react";
import { texts as shared } from "../texts.ts";
import styles from "./acting.module.css";
import { canDictate, useDictation } from "./dictation.ts";
import { joined, useOwnPhrases } from "./ownPhrases.ts";
import { texts } from "./texts.ts";

interface Props {
  text: string;
  onText: (text: string) => void;
}

/** Writing with one hand and gloves: by speaking, where the browser listens, and by what one often says. */
export function WritingHelp(props: Props) {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={styles.phrases}>
      {canDictate() && <Dictation {...props} />}
      <Button icon="list" onClick={() => setOpen(true)}>
        {t("ownPhrases")}
      </Button>
      {isOpen && (
        <Dialog title={t("ownPhrases")} closeLabel={say("close")} onClose={() => setOpen(false)}>
          <Own {...props} onDone={() => setOpen(false)} />
        </Dialog>
      )}
    </div>
  );
}

function Dictation({ text, onText }: Props) {
  const t = useTexts(texts);
  // Two sentences may be heard before the first one is drawn.
  const latest = useRef(text);
  latest.current = text;
  const { isOn, isRefused, toggle } = useDictation((said) => {
    latest.current += said;
    onText(latest.current);
  });
  return (
    <>
      <Button icon="note" aria-pressed={isOn} look={isOn ? "danger" : "plain"} onClick={toggle}>
        {t(isOn ? "dictating" : "dictate")}
      </Button>
      {isRefused && <Notice tone="warn">{t("notHeard")}</Notice>}
    </>
  );
}

function Own({ text, onText, onDone }: Props & { onDone: () => void }) {
  const t = useTexts(texts);
  const { phrases, keep, drop } = useOwnPhrases();
  const take = (phrase: string) => {
    onText(joined(text, phrase));
    onDone();
  };
  return (
    <div className={styles.stack}>
      {phrases.length === 0 && <p className={styles.quiet}>{t("noPhrases")}</p>}
      <ul className={styles.own}>
        {phrases.map((phrase) => (
          <li key={phrase}>
            <Button look="quiet" className={styles.phrase} onClick={() => take(phrase)}>
              {phrase}
            </Button>
            <Button look="quiet" icon="close" label={t("dropPhrase", { phrase })} onClick={() => drop(phrase)} />
          </li>
        ))}
      </ul>
      {text.trim() && (
        <Button icon="plus" onClick={() => keep(text)}>
          {t("keepPhrase")}
        </Button>
      )}
    </div>
  );
}
