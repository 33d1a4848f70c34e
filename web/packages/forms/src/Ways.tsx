import type { FieldDefinition } from "@bihuan/core";
import { useLanguage, useTexts } from "@bihuan/i18n";
import { Button, canLook } from "@bihuan/ui";
import { type RefObject, Suspense, useContext, useRef, useState } from "react";
import { Camera, SoundRecorder, watermarked } from "./capture/later.ts";
import { texts as captureTexts } from "./capture/texts.ts";
import type { ControlInput } from "./controlInput.ts";
import { acceptOf } from "./evidence.ts";
import styles from "./FormFields.module.css";
import { FormServicesContext } from "./services.ts";

interface WaysProps {
  field: FieldDefinition;
  id: string;
  busy: boolean;
  /** What the button says that opens the picker. */
  word: string;
  onFiles: (files: File[]) => void;
}

/** The ways in which a file comes in: chosen, photographed now, or said into the microphone. */
export function Ways({ field, id, busy, word, onFiles }: WaysProps) {
  const t = useTexts(captureTexts);
  const [isOpen, setOpen] = useState(false);
  const { camera, watermark, accept } = field.settings;
  const picker = useRef<HTMLInputElement>(null);
  const live = camera === true && canLook();
  const hears = Array.isArray(accept) && accept.includes("audio");
  return (
    <>
      <Picker ref={picker} id={id} field={field} onFiles={onFiles} />
      <span className={styles.ways}>
        {hears && (
          <Suspense>
            <SoundRecorder onRecorded={(file) => onFiles([file])} />
          </Suspense>
        )}
        <Button
          icon={live ? "camera" : "plus"}
          busy={busy}
          onClick={() => (live ? setOpen(true) : picker.current?.click())}
        >
          {live ? t("camera") : word}
        </Button>
      </span>
      {camera === true && <p className={styles.told}>{t("cameraOnly")}</p>}
      {watermark === true && <p className={styles.told}>{t("stamped")}</p>}
      {isOpen && (
        <Suspense>
          <Camera
            onClose={() => setOpen(false)}
            onTaken={(file) => {
              setOpen(false);
              onFiles([file]);
            }}
          />
        </Suspense>
      )}
    </>
  );
}

interface PickerProps extends Pick<WaysProps, "id" | "field" | "onFiles"> {
  ref: RefObject<HTMLInputElement | null>;
}

function Picker({ ref, id, field, onFiles }: PickerProps) {
  const single = field.kind.name === "signature";
  return (
    <input
      ref={ref}
      id={id}
      className={styles.picker}
      type="file"
      multiple={!single}
      accept={acceptOf(single ? ["photo"] : field.settings.accept)}
      capture={field.settings.camera === true ? "environment" : undefined}
      onChange={(event) => {
        onFiles([...(event.target.files ?? [])]);
        event.target.value = "";
      }}
    />
  );
}

/** Photos with time, place and person burnt in, where the field asks for it; one that cannot be read is left out. */
export function usePrepared({ field, state }: Pick<ControlInput, "field" | "state">) {
  const language = useLanguage();
  const t = useTexts(captureTexts);
  const { me } = useContext(FormServicesContext);
  const [unread, setUnread] = useState(false);
  const prepared = async (files: File[]): Promise<File[]> => {
    if (field.settings.watermark !== true) return files;
    const stamp = { language, zone: state.zone, person: me ?? "", unknownPlace: t("unknownPlace") };
    const one = (file: File) => (file.type.startsWith("image/") ? watermarked(file, stamp).catch(() => null) : file);
    const found = await Promise.all(files.map(one));
    const done = found.filter((file) => file !== null);
    setUnread(done.length < found.length);
    return done;
  };
  return { prepared, unread };
}
