import { useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Icon } from "@bihuan/ui";
import { useEffect, useRef, useState } from "react";
import styles from "./FilePicker.module.css";
import { lookUpFile, queueFile } from "./forms.tsx";
import { outbox, useOutbox } from "./queue/outbox.ts";
import { SyncState } from "./queue/SyncState.tsx";
import { texts } from "./texts.ts";

interface Props {
  label: string;
  /** The ticket that they belong to, where there is one already. */
  chain?: string;
  accept?: string;
  files: readonly string[];
  onChange: (files: string[]) => void;
}

/** Pictures from the camera or the album: kept on the phone at once, sent while the person goes on. */
export function FilePicker({ label, chain, accept = "image/*,video/*", files, onChange }: Props) {
  const me = useMe();
  const picker = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  // Several handfuls may be on their way into the queue at once.
  const latest = useRef(files);
  latest.current = files;
  const take = async (chosen: File[]) => {
    setBusy(true);
    const ids = await Promise.all(chosen.map((file) => queueFile(me.id, chain, file)));
    setBusy(false);
    onChange([...latest.current, ...ids]);
  };
  return (
    <div className={styles.picker}>
      <ul className={styles.shots}>
        {files.map((id) => (
          <Shot key={id} id={id} onRemove={() => onChange(files.filter((one) => one !== id))} />
        ))}
      </ul>
      <input
        ref={picker}
        className={styles.hidden}
        type="file"
        aria-label={label}
        accept={accept}
        capture="environment"
        multiple
        onChange={(event) => {
          void take([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <Button icon="plus" busy={busy} onClick={() => picker.current?.click()}>
        {label}
      </Button>
    </div>
  );
}

function Shot({ id, onRemove }: { id: string; onRemove: () => void }) {
  const t = useTexts(texts);
  const item = useOutbox().find((one) => one.id === id);
  const remove = () => {
    onRemove();
    void outbox.giveUp(id);
  };
  return (
    <li className={styles.shot}>
      <FileThumb id={id} />
      {item && <SyncState item={item} />}
      <Button look="quiet" icon="close" label={t("remove")} onClick={remove} />
    </li>
  );
}

/** A small picture that opens the file, wherever it is. */
export function FileThumb({ id }: { id: string }) {
  const t = useTexts(texts);
  const [view, setView] = useState<Awaited<ReturnType<typeof lookUpFile>> | null>(null);
  useEffect(() => {
    lookUpFile(id).then(setView, () => setView(null));
  }, [id]);
  if (!view) return <span className={styles.thumb} />;
  return (
    <a className={styles.thumb} href={view.full} target="_blank" rel="noreferrer" aria-label={view.name || t("file")}>
      {view.small ? <img src={view.small} alt="" loading="lazy" /> : <Icon name="clip" size={20} />}
    </a>
  );
}
