import { useTexts } from "@bihuan/i18n";
import { Button, Icon } from "@bihuan/ui";
import { useContext, useEffect, useRef, useState } from "react";
import type { ControlInput } from "./controlInput.ts";
import styles from "./FormFields.module.css";
import { type FileView, FormServicesContext } from "./services.ts";
import { texts } from "./texts.ts";

const PICKED: Record<string, string> = { photo: "image/*", video: "video/*", audio: "audio/*" };

/** Files are sent as soon as they are chosen; the field holds their ids. */
export function FileControl({ field, state, id, describedBy }: ControlInput) {
  const t = useTexts(texts);
  const { upload } = useContext(FormServicesContext);
  const picker = useRef<HTMLInputElement>(null);
  const [sending, setSending] = useState(0);
  const [failed, setFailed] = useState(false);
  const single = field.kind.name === "signature";
  const value = state.changes[field.key] ?? state.evaluation.values[field.key] ?? null;
  const ids = (Array.isArray(value) ? value : value ? [value] : []).map(String);
  const put = (next: string[]) => state.set(field.key, single ? (next.at(-1) ?? null) : next);
  const send = async (files: File[]) => {
    setFailed(false);
    setSending(files.length);
    try {
      const stored = await Promise.all(files.map(upload));
      for (const file of stored) state.addFile(file);
      put([...ids, ...stored.map((file) => file.id)]);
    } catch {
      setFailed(true);
    } finally {
      setSending(0);
    }
  };
  return (
    <div className={styles.files} aria-describedby={describedBy}>
      {ids.map((each) => (
        <Attached
          key={each}
          id={each}
          state={state}
          onRemove={() => put(ids.filter((one) => one !== each))}
          onMarked={(marked) => put(ids.map((one) => (one === each ? marked : one)))}
        />
      ))}
      <input
        ref={picker}
        id={id}
        className={styles.picker}
        type="file"
        multiple={!single}
        accept={acceptOf(single ? ["photo"] : field.settings.accept)}
        onChange={(event) => send([...(event.target.files ?? [])])}
      />
      <Button icon="plus" busy={sending > 0} onClick={() => picker.current?.click()}>
        {t(single ? "sign" : "add")}
      </Button>
      {failed && <p className={styles.fault}>{t("failed")}</p>}
    </div>
  );
}

interface AttachedProps {
  id: string;
  state: ControlInput["state"];
  onRemove: () => void;
  onMarked: (id: string) => void;
}

function Attached({ id, state, onRemove, onMarked }: AttachedProps) {
  const t = useTexts(texts);
  const { mark } = useContext(FormServicesContext);
  const file = state.files.get(id);
  const draw = async () => {
    const drawn = await mark?.(id);
    if (!drawn) return;
    state.addFile(drawn);
    onMarked(drawn.id);
  };
  return (
    <span className={styles.file}>
      <Icon name="clip" />
      {file?.name ?? t("kept")}
      {mark && file?.type.startsWith("image/") && <Button look="quiet" icon="pen" label={t("mark")} onClick={draw} />}
      <Button look="quiet" icon="close" label={t("remove")} onClick={onRemove} />
    </span>
  );
}

/** What is attached, as small pictures that open the file. */
export function StoredFiles({ ids }: { ids: readonly string[] }) {
  return (
    <span className={styles.shots}>
      {ids.map((id, at) => (
        <StoredFile key={id} ids={ids} at={at} />
      ))}
    </span>
  );
}

function StoredFile({ ids, at }: { ids: readonly string[]; at: number }) {
  const t = useTexts(texts);
  const id = ids[at] ?? "";
  const { lookUp, view } = useContext(FormServicesContext);
  const [file, setFile] = useState<FileView | null>(null);
  useEffect(() => {
    lookUp(id).then(setFile, () => setFile(null));
  }, [id, lookUp]);
  const name = file?.name || t("kept");
  if (!file) return <span className={styles.shot} />;
  const picture = file.small ? <img src={file.small} alt="" loading="lazy" /> : <Icon name="clip" size={20} />;
  if (view)
    return (
      <button type="button" className={styles.shot} title={name} aria-label={name} onClick={() => view(ids, at)}>
        {picture}
      </button>
    );
  return (
    <a className={styles.shot} href={file.full} target="_blank" rel="noreferrer" title={name} aria-label={name}>
      {picture}
    </a>
  );
}

function acceptOf(accept: unknown): string | undefined {
  const kinds = Array.isArray(accept) ? accept.map((kind) => PICKED[String(kind)]) : [];
  return kinds.length && kinds.every(Boolean) ? kinds.join(",") : undefined;
}
