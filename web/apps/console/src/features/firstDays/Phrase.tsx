import { useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, Control, Dialog, Notice, showToast, TextInput } from "@bihuan/ui";
import { useState } from "react";
import styles from "./FirstDays.module.css";
import { texts } from "./texts.ts";
import { useConfirmPhrase, useNewPhrase } from "./useFirstDays.ts";

/** Which groups are asked back: one of each half, so that half a phrase is not enough. */
const ASKED = [2, 5] as const;

/** The phrase is shown this once; whoever wrote it down types two of its groups, and nobody is reminded any more. */
export function Phrase() {
  const t = useTexts(texts);
  const say = useSayProblem();
  const made = useNewPhrase();
  const [open, setOpen] = useState(false);
  const show = () => made.mutate(undefined, { onSuccess: () => setOpen(true) });
  return (
    <>
      <span>
        <Button busy={made.isPending} onClick={show}>
          {t("showPhrase")}
        </Button>
      </span>
      {made.error && <Notice>{say(made.error)}</Notice>}
      {open && made.data && <Shown phrase={made.data.phrase} onClose={() => setOpen(false)} />}
    </>
  );
}

function Shown({ phrase, onClose }: { phrase: string; onClose: () => void }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const confirm = useConfirmPhrase();
  const [written, setWritten] = useState(false);
  const [typed, setTyped] = useState<readonly string[]>(["", ""]);
  const groups = phrase.split("-");
  const isRight = ASKED.every((at, no) => typed[no]?.trim().toUpperCase() === groups[at]);
  const done = () => {
    showToast(t("phraseDone"));
    onClose();
  };
  return (
    <Dialog title={t("phraseTitle")} closeLabel={t("close")} onClose={onClose}>
      {written ? (
        <div className={styles.phrases}>
          <p>{t("phraseAsk")}</p>
          {ASKED.map((at, no) => (
            <Control key={at} label={t("phraseGroup", { no: at + 1 })}>
              {({ id }) => (
                <TextInput
                  id={id}
                  autoComplete="off"
                  value={typed[no]}
                  onChange={(event) => setTyped(typed.map((one, place) => (place === no ? event.target.value : one)))}
                />
              )}
            </Control>
          ))}
          {confirm.error && <Notice>{say(confirm.error)}</Notice>}
          <Button
            look="primary"
            disabled={!isRight}
            busy={confirm.isPending}
            onClick={() => confirm.mutate(phrase, { onSuccess: done })}
          >
            {t("phraseConfirm")}
          </Button>
          <Button onClick={() => setWritten(false)}>{t("phraseAgain")}</Button>
        </div>
      ) : (
        <div className={styles.phrases}>
          <p>{t("phraseWrite")}</p>
          <p className={styles.phrase}>{phrase}</p>
          <Button look="primary" onClick={() => setWritten(true)}>
            {t("phraseWritten")}
          </Button>
        </div>
      )}
    </Dialog>
  );
}
