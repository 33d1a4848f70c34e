import { useTexts } from "@bihuan/i18n";
import { Button, Control, showToast, TextArea } from "@bihuan/ui";
import { type FormEvent, useRef, useState } from "react";
import { ActionFault } from "../../shared/ActionFault.tsx";
import styles from "./Files.module.css";
import { texts } from "./texts.ts";
import { useAddVersion, useUpload } from "./useFiles.ts";

interface Props {
  ticketKey: string;
  /** The version that counts now: when somebody is quicker, the server says so and the next try builds on his. */
  base: string;
  next: number;
}

/** 上传新版本: the file goes as soon as it is chosen, and stays chosen when somebody else was quicker. */
export function NewVersion({ ticketKey, base, next }: Props) {
  const t = useTexts(texts);
  const picker = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<{ id: string; name: string } | null>(null);
  const [remark, setRemark] = useState("");
  const upload = useUpload();
  const add = useAddVersion(ticketKey);
  const choose = (chosen: File | undefined) => {
    if (!chosen) return;
    add.reset();
    upload.mutate(chosen, { onSuccess: (stored) => setFile({ id: stored.id, name: stored.name ?? chosen.name }) });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!file) return;
    const done = () => {
      showToast(t("saved", { number: String(next) }));
      setFile(null);
      setRemark("");
    };
    add.mutate({ base, file: file.id, remark }, { onSuccess: done });
  };
  return (
    <form className={styles.form} aria-label={t("upload")} onSubmit={submit}>
      <input
        ref={picker}
        type="file"
        hidden
        aria-label={t("choose")}
        onChange={(event) => {
          choose(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      <div className={styles.head}>
        <Button icon="up" busy={upload.isPending} onClick={() => picker.current?.click()}>
          {t("upload")}
        </Button>
        <span className={styles.quiet}>{file ? t("chosen", { name: file.name }) : t("uploadHelp")}</span>
      </div>
      {file && (
        <>
          <Control label={t("remark")}>
            {({ id }) => (
              <TextArea id={id} value={remark} maxLength={2000} onChange={(event) => setRemark(event.target.value)} />
            )}
          </Control>
          <Button type="submit" look="primary" busy={add.isPending}>
            {t("save", { number: String(next) })}
          </Button>
        </>
      )}
      <ActionFault error={upload.error ?? add.error} />
    </form>
  );
}
