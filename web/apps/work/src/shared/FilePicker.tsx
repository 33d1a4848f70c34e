import { FormServicesContext } from "@bihuan/forms";
import { useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Icon, Notice } from "@bihuan/ui";
import { type ChangeEvent, useContext, useEffect, useRef, useState } from "react";
import { texts as drawing } from "./draw/texts.ts";
import styles from "./FilePicker.module.css";
import { lookUpFile, queueFile } from "./forms.tsx";
import { outbox, useOutbox } from "./queue/outbox.ts";
import { SyncState } from "./queue/SyncState.tsx";
import { texts } from "./texts.ts";
import { VideoState } from "./videos/VideoState.tsx";

interface Props {
  label: string;
  /** The ticket that they belong to, where there is one already. */
  chain?: string;
  accept?: string | undefined;
  /** Whether a photo taken now would do. */
  camera?: boolean;
  files: readonly string[];
  /** Made of what is there at that moment: several handfuls may be on their way into the queue at once. */
  onChange: (change: FilesChange) => void;
}

export type FilesChange = (standing: readonly string[]) => string[];

/** Pictures from the camera or the album: kept on the phone at once, sent while the person goes on. */
export function FilePicker({ label, chain, camera = true, files, onChange, ...rest }: Props) {
  const me = useMe();
  const accept = "accept" in rest ? rest.accept : "image/*,video/*";
  const t = useTexts(texts);
  const [busy, setBusy] = useState(false);
  const [full, setFull] = useState(false);
  const take = async (chosen: File[]) => {
    setBusy(true);
    const kept = await Promise.allSettled(chosen.map((file) => queueFile(me.id, chain, file)));
    setBusy(false);
    // What found room stays, whatever became of the others.
    const ids = kept.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    setFull(ids.length < chosen.length);
    onChange((standing) => [...standing, ...ids]);
  };
  return (
    <div className={styles.picker}>
      <ul className={styles.shots}>
        {files.map((id) => (
          <Shot
            key={id}
            id={id}
            onRemove={() => onChange((standing) => standing.filter((one) => one !== id))}
            onMarked={(marked) => onChange((standing) => standing.map((one) => (one === id ? marked : one)))}
          />
        ))}
      </ul>
      <Inputs {...{ label, accept, camera, busy, take }} />
      {full && <Notice>{t("notKept")}</Notice>}
    </div>
  );
}

interface InputsProps {
  label: string;
  accept: string | undefined;
  camera: boolean;
  busy: boolean;
  take: (files: File[]) => Promise<void>;
}

/** The camera at once, or whatever the phone has kept. */
function Inputs({ label, accept, camera, busy, take }: InputsProps) {
  const t = useTexts(texts);
  const shutter = useRef<HTMLInputElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const taken = (event: ChangeEvent<HTMLInputElement>) => {
    void take([...(event.target.files ?? [])]);
    event.target.value = "";
  };
  return (
    <>
      <input
        ref={picker}
        className={styles.hidden}
        type="file"
        aria-label={label}
        accept={accept}
        multiple
        onChange={taken}
      />
      <input
        ref={shutter}
        className={styles.hidden}
        type="file"
        aria-label={t("takePhoto")}
        accept="image/*"
        capture="environment"
        onChange={taken}
      />
      <div className={styles.buttons}>
        {camera && (
          <Button icon="camera" busy={busy} onClick={() => shutter.current?.click()}>
            {t("takePhoto")}
          </Button>
        )}
        <Button icon="plus" busy={busy} onClick={() => picker.current?.click()}>
          {label}
        </Button>
      </div>
    </>
  );
}

interface ShotProps {
  id: string;
  onRemove: () => void;
  onMarked: (id: string) => void;
}

function Shot({ id, onRemove, onMarked }: ShotProps) {
  const t = useTexts(texts);
  const say = useTexts(drawing);
  const { mark } = useContext(FormServicesContext);
  const item = useOutbox().find((one) => one.id === id);
  const remove = () => {
    onRemove();
    void outbox.giveUp(id);
  };
  const isPhoto = item?.work.kind === "file" && item.work.type.startsWith("image/");
  const draw = async () => {
    const marked = await mark?.(id);
    if (marked) onMarked(marked.id);
  };
  return (
    <li className={styles.shot}>
      <FileThumb id={id} />
      {item && <SyncState item={item} />}
      <VideoState id={id} />
      <span className={styles.ends}>
        {isPhoto && mark && <Button look="quiet" icon="pen" label={say("mark")} onClick={draw} />}
        <Button look="quiet" icon="close" label={t("remove")} onClick={remove} />
      </span>
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
