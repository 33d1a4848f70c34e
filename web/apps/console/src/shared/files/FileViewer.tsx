import { type FileView, FormServicesContext } from "@bihuan/forms";
import { useTexts } from "@bihuan/i18n";
import { Button, Icon, Skeleton } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useContext, useEffect, useRef, useState } from "react";
import styles from "./FileViewer.module.css";
import { texts } from "./texts.ts";
import { usePinch } from "./usePinch.ts";

interface Props {
  ids: readonly string[];
  first: number;
  onClose: () => void;
}

/** Files one after the other, as large as the screen: arrows turn, Escape closes, two fingers enlarge. */
export function FileViewer({ ids, first, onClose }: Props) {
  const t = useTexts(texts);
  const { lookUp } = useContext(FormServicesContext);
  const dialog = useRef<HTMLDialogElement>(null);
  const [at, setAt] = useState(first);
  const id = ids[at] ?? "";
  const file = useQuery({ queryKey: ["file", id], queryFn: () => lookUp(id), staleTime: 60_000, retry: false });
  useEffect(() => {
    if (dialog.current && !dialog.current.open) dialog.current.showModal();
  }, []);
  const turn = (by: number) => setAt((before) => (before + by + ids.length) % ids.length);
  const onKey = (event: KeyboardEvent) => {
    // In a film the arrows belong to the film.
    if (event.target instanceof HTMLMediaElement) return;
    if (event.key === "ArrowLeft") turn(-1);
    if (event.key === "ArrowRight") turn(1);
  };
  return (
    <dialog ref={dialog} className={styles.viewer} aria-label={t("files")} onClose={onClose} onKeyDown={onKey}>
      <header className={styles.head}>
        <p className={styles.name}>
          {file.data?.name}{" "}
          {ids.length > 1 && <span>{t("of", { at: String(at + 1), count: String(ids.length) })}</span>}
        </p>
        {file.data && (
          <a href={file.data.full} download={file.data.name} aria-label={t("download")} title={t("download")}>
            <Icon name="download" />
          </a>
        )}
        <Button look="quiet" icon="close" label={t("close")} onClick={() => dialog.current?.close()} />
      </header>
      <div className={styles.stage}>
        {file.isPending && <Skeleton lines={4} />}
        {file.data && <Shown key={id} file={file.data} />}
        {file.isError && <p>{t("cannot")}</p>}
      </div>
      {ids.length > 1 && (
        <footer className={styles.foot}>
          <Button icon="back" onClick={() => turn(-1)}>
            {t("before")}
          </Button>
          <Button onClick={() => turn(1)}>{t("next")}</Button>
        </footer>
      )}
    </dialog>
  );
}

function Shown({ file }: { file: FileView }) {
  const t = useTexts(texts);
  const [kind] = (file.type ?? "").split("/");
  if (kind === "image") return <Picture file={file} />;
  // biome-ignore lint/a11y/useMediaCaption: what was filmed on site has no captions
  if (kind === "video") return <video className={styles.media} src={file.full} controls />;
  // biome-ignore lint/a11y/useMediaCaption: neither has what was said there
  if (kind === "audio") return <audio className={styles.sound} src={file.full} controls />;
  return <p>{t("cannot")}</p>;
}

function Picture({ file }: { file: FileView }) {
  const pinch = usePinch();
  return <img className={styles.media} src={file.full} alt={file.name} draggable={false} {...pinch} />;
}
