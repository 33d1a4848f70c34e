import { useTexts } from "@bihuan/i18n";
import { Button, Dialog, Notice } from "@bihuan/ui";
import { useEffect, useRef, useState } from "react";
import styles from "./Camera.module.css";
import { texts } from "./texts.ts";

const QUALITY = 0.9;
const REAR: MediaStreamConstraints = { video: { facingMode: "environment", width: { ideal: 1920 } } };

/** A photo taken now, through the camera itself: nothing can be chosen from an album. */
export function Camera({ onTaken, onClose }: { onTaken: (file: File) => void; onClose: () => void }) {
  const t = useTexts(texts);
  const video = useRef<HTMLVideoElement>(null);
  const [standing, setStanding] = useState<"opening" | "open" | "refused">("opening");
  useEffect(() => {
    let stream: MediaStream | undefined;
    let ended = false;
    const end = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    const begin = async () => {
      stream = await navigator.mediaDevices.getUserMedia(REAR);
      if (ended || !video.current) return end();
      video.current.srcObject = stream;
      await video.current.play();
      setStanding("open");
    };
    begin().catch(() => ended || setStanding("refused"));
    return () => {
      ended = true;
      end();
    };
  }, []);
  const take = async () => {
    const file = video.current && (await frameOf(video.current));
    if (file) onTaken(file);
  };
  return (
    <Dialog title={t("camera")} closeLabel={t("close")} onClose={onClose}>
      {standing === "refused" && <Notice tone="warn">{t("noCamera")}</Notice>}
      <video ref={video} className={styles.video} muted playsInline aria-label={t("camera")} />
      <Button look="primary" icon="camera" disabled={standing !== "open"} onClick={take}>
        {t("take")}
      </Button>
    </Dialog>
  );
}

async function frameOf(video: HTMLVideoElement): Promise<File | null> {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  return blob && new File([blob], `photo-${Date.now()}.jpg`, { type: "image/jpeg" });
}
