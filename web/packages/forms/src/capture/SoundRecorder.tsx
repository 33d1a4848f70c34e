import { useTexts } from "@bihuan/i18n";
import { Button, Notice } from "@bihuan/ui";
import { useEffect, useRef, useState } from "react";
import styles from "./SoundRecorder.module.css";
import { texts } from "./soundTexts.ts";

const TYPES = ["audio/webm", "audio/mp4"];
const SECOND_MS = 1000;

interface Props {
  onRecorded: (file: File) => void;
}

/** What is said, recorded here; by the phone's own recorder where the browser gives no microphone (plain http). */
export function SoundRecorder({ onRecorded }: Props) {
  const records = Boolean(navigator.mediaDevices) && typeof MediaRecorder !== "undefined";
  return records ? <Recorder onRecorded={onRecorded} /> : <RecordingPicker onRecorded={onRecorded} />;
}

function RecordingPicker({ onRecorded }: Props) {
  const t = useTexts(texts);
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={picker}
        hidden
        type="file"
        accept="audio/*"
        capture
        aria-label={t("record")}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file) onRecorded(file);
          event.target.value = "";
        }}
      />
      <Button onClick={() => picker.current?.click()}>{t("record")}</Button>
    </>
  );
}

function Recorder({ onRecorded }: Props) {
  const t = useTexts(texts);
  const recorder = useRef<MediaRecorder | null>(null);
  const [since, setSince] = useState<number | null>(null);
  const [refused, setRefused] = useState(false);
  useEffect(() => () => stop(recorder.current), []);
  const start = async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    setRefused(!stream);
    if (!stream) return;
    recorder.current = record(stream, (file) => {
      setSince(null);
      onRecorded(file);
    });
    setSince(Date.now());
  };
  const running = since !== null;
  return (
    <span className={styles.recorder}>
      {refused && <Notice>{t("noMicrophone")}</Notice>}
      <Button onClick={running ? () => stop(recorder.current) : start} aria-pressed={running}>
        {t(running ? "stopRecording" : "record")}
        {running && <RunningTime since={since} />}
      </Button>
    </span>
  );
}

/** How long it has been recording: m:ss. */
function RunningTime({ since }: { since: number }) {
  const t = useTexts(texts);
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(Math.floor((Date.now() - since) / SECOND_MS)), SECOND_MS / 4);
    return () => clearInterval(timer);
  }, [since]);
  return (
    <span className={styles.running} role="timer" aria-label={t("running")}>
      {`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`}
    </span>
  );
}

function record(stream: MediaStream, onDone: (file: File) => void): MediaRecorder {
  const type = TYPES.find((each) => MediaRecorder.isTypeSupported(each));
  const recorder = new MediaRecorder(stream, type ? { mimeType: type } : {});
  const parts: Blob[] = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.onstop = () => {
    for (const track of stream.getTracks()) track.stop();
    const kind = (type ?? recorder.mimeType).split(";")[0] ?? "audio/webm";
    onDone(new File(parts, `voice-${Date.now()}.${kind.endsWith("mp4") ? "m4a" : "webm"}`, { type: kind }));
  };
  recorder.start();
  return recorder;
}

function stop(recorder: MediaRecorder | null): void {
  if (recorder?.state === "recording") recorder.stop();
}
