import { useTexts } from "@bihuan/i18n";
import { Button, canLook, codeIn, Dialog, Notice, readCode } from "@bihuan/ui";
import { useEffect, useRef, useState } from "react";
import styles from "./Scanner.module.css";
import { texts } from "./scanTexts.ts";
import { texts as shared } from "./texts.ts";

const LOOK_EVERY_MS = 200;

/** `any`: barcodes, too, where the browser knows them. A code read through the camera, or from a photo where the browser gives no camera (plain http). */
export function Scanner({ onRead, any = false }: { onRead: (text: string) => void; any?: boolean }) {
  const t = useTexts(texts);
  const picker = useRef<HTMLInputElement>(null);
  const [looking, setLooking] = useState(false);
  const [missed, setMissed] = useState(false);
  const read = async (photo: File | undefined) => {
    if (!photo) return;
    const text = await readCode(photo, any);
    setMissed(!text);
    if (text) onRead(text);
  };
  return (
    <>
      <div className={styles.buttons}>
        {canLook() && (
          <Button icon="search" onClick={() => setLooking(true)}>
            {t("scan")}
          </Button>
        )}
        <Button icon="search" onClick={() => picker.current?.click()}>
          {t("fromPhoto")}
        </Button>
      </div>
      <input
        ref={picker}
        className={styles.hidden}
        type="file"
        accept="image/*"
        capture="environment"
        aria-label={t("photo")}
        onChange={(event) => {
          void read(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      {missed && <Notice tone="warn">{t("missed")}</Notice>}
      {looking && (
        <Looking
          any={any}
          onRead={(text) => {
            setLooking(false);
            setMissed(false);
            onRead(text);
          }}
          onClose={() => setLooking(false)}
        />
      )}
    </>
  );
}

interface LookingProps {
  any: boolean;
  onRead: (text: string) => void;
  onClose: () => void;
}

function Looking({ any, onRead, onClose }: LookingProps) {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const video = useRef<HTMLVideoElement>(null);
  const tell = useRef(onRead);
  tell.current = onRead;
  const [refused, setRefused] = useState(false);
  useEffect(
    () =>
      look(
        video.current,
        (text) => tell.current(text),
        () => setRefused(true),
        any,
      ),
    [any],
  );
  return (
    <Dialog title={t("scan")} closeLabel={say("close")} onClose={onClose}>
      {refused ? <Notice tone="warn">{t("noCamera")}</Notice> : <p>{t("hold")}</p>}
      <video ref={video} className={styles.video} muted playsInline aria-label={t("scan")} />
    </Dialog>
  );
}

/** Looks until a code is read or nobody waits for it any more; ends with the camera off. */
function look(
  video: HTMLVideoElement | null,
  onRead: (text: string) => void,
  onRefused: () => void,
  any: boolean,
): () => void {
  let ended = false;
  let stream: MediaStream | undefined;
  const end = () => {
    ended = true;
    for (const track of stream?.getTracks() ?? []) track.stop();
  };
  const next = async () => {
    if (ended || !video) return;
    const text = await codeIn(video, video.videoWidth, video.videoHeight, any);
    if (ended) return;
    if (!text) return void setTimeout(next, LOOK_EVERY_MS);
    end();
    onRead(text);
  };
  const begin = async () => {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    if (ended) return end();
    if (video) video.srcObject = stream;
    await video?.play();
    await next();
  };
  begin().catch(() => ended || onRefused());
  return end;
}
