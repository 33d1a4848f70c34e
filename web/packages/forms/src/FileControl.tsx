import type { Json } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { Button, Icon } from "@bihuan/ui";
import { useContext, useEffect, useState } from "react";
import type { ControlInput } from "./controlInput.ts";
import styles from "./FormFields.module.css";
import { type FileView, FormServicesContext } from "./services.ts";
import { texts } from "./texts.ts";
import { Transfers } from "./videos/Transfers.tsx";
import { useUploads } from "./videos/useUploads.ts";
import { usePrepared, Ways } from "./Ways.tsx";

/** Files are sent as soon as they are chosen; the field holds their ids. */
export function FileControl({ field, state, id, describedBy }: ControlInput) {
  const t = useTexts(texts);
  const { transfers, send, fault } = useUploads();
  const single = field.kind.name === "signature";
  const value = state.changes[field.key] ?? state.evaluation.values[field.key] ?? null;
  const ids = idsIn(value);
  const change = (next: (ids: string[]) => string[]) =>
    state.set(field.key, (now) => {
      const changed = next(idsIn(now));
      return single ? (changed.at(-1) ?? null) : changed;
    });
  const { prepared, unread } = usePrepared({ field, state });
  const take = async (files: File[]) => {
    const stored = await send(await prepared(files));
    for (const file of stored) state.addFile(file);
    if (stored.length) change((standing) => [...standing, ...stored.map((file) => file.id)]);
  };
  return (
    <div className={styles.files} aria-describedby={describedBy}>
      {ids.map((each) => (
        <Attached
          key={each}
          id={each}
          state={state}
          onRemove={() => change((standing) => standing.filter((one) => one !== each))}
          onMarked={(marked) => change((standing) => standing.map((one) => (one === each ? marked : one)))}
        />
      ))}
      <Transfers transfers={transfers} />
      <Ways
        field={field}
        id={id}
        busy={transfers.length > 0}
        word={t(wordFor(single, field.settings.accept))}
        onFiles={(files) => void state.expect(take(files))}
      />
      {unread && <p className={styles.fault}>{t("unread")}</p>}
      {fault !== null && <p className={styles.fault}>{faultWords(fault) || t("failed")}</p>}
    </div>
  );
}

function idsIn(value: Json): string[] {
  return (Array.isArray(value) ? value : value ? [value] : []).map(String);
}

interface AttachedProps {
  id: string;
  state: ControlInput["state"];
  onRemove: () => void;
  onMarked: (id: string) => void;
}

function Attached({ id, state, onRemove, onMarked }: AttachedProps) {
  const t = useTexts(texts);
  const { mark, Standing } = useContext(FormServicesContext);
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
      {Standing && <Standing id={id} />}
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

function wordFor(single: boolean, accept: unknown): "sign" | "photo" | "add" {
  if (single) return "sign";
  return Array.isArray(accept) && accept.every((kind) => kind === "photo") ? "photo" : "add";
}

/** What the server said, as that a file is too large. */
function faultWords(fault: unknown): string {
  const words = typeof fault === "object" && fault !== null && "title" in fault ? fault.title : "";
  return typeof words === "string" ? words : "";
}
