import { useTexts } from "@bihuan/i18n";
import { Button, Chip, Dialog } from "@bihuan/ui";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { texts as shared } from "../texts.ts";
import styles from "./DrawDialog.module.css";
import { COLOURS, grown, inTheMiddle, isDrawn, type Kind, type Mark, moved, paint } from "./marks.ts";
import { texts } from "./texts.ts";

const QUALITY = 0.85;
const STEP = 0.02;
const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};
const KINDS: readonly Kind[] = ["circle", "arrow"];

interface Props {
  picture: HTMLImageElement;
  name: string;
  onDone: (file: File) => Promise<void>;
  onClose: () => void;
}

/** Circles and arrows upon a photo; what comes out is a new JPEG. */
export default function DrawDialog({ picture, name, onDone, onClose }: Props) {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const [kind, setKind] = useState<Kind>("circle");
  const [colour, setColour] = useState<keyof typeof COLOURS>("red");
  const [marks, setMarks] = useState<readonly Mark[]>([]);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    const file = await jpegOf(picture, marks, name);
    if (file) await onDone(file);
    setBusy(false);
  };
  return (
    <Dialog title={t("title")} closeLabel={say("close")} onClose={onClose}>
      <div className={styles.stack}>
        <Sheet {...{ picture, marks, kind }} colour={COLOURS[colour]} onChange={setMarks} />
        <div className={styles.tools}>
          {KINDS.map((one) => (
            <Chip key={one} on={kind === one} onToggle={() => setKind(one)}>
              {t(one)}
            </Chip>
          ))}
          {(Object.keys(COLOURS) as (keyof typeof COLOURS)[]).map((one) => (
            <Chip key={one} on={colour === one} onToggle={() => setColour(one)}>
              {t(one)}
            </Chip>
          ))}
        </div>
        <p className={styles.quiet}>{t("hint")}</p>
        <div className={styles.ends}>
          <Button look="quiet" disabled={!marks.length} onClick={() => setMarks(marks.slice(0, -1))}>
            {t("undo")}
          </Button>
          <Button look="primary" busy={busy} disabled={!marks.length} onClick={save}>
            {t("done")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

interface SheetProps {
  picture: HTMLImageElement;
  marks: readonly Mark[];
  kind: Kind;
  colour: string;
  onChange: (marks: readonly Mark[]) => void;
}

function Sheet({ picture, marks, kind, colour, onChange }: SheetProps) {
  const t = useTexts(texts);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [under, setUnder] = useState<Mark | null>(null);
  const { naturalWidth: width, naturalHeight: height } = picture;
  useEffect(() => draw(canvas.current, picture, under ? [...marks, under] : marks), [picture, marks, under]);
  const at = ({ clientX, clientY }: PointerEvent) => {
    const box = canvas.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    return { x: (clientX - box.left) / box.width, y: (clientY - box.top) / box.height };
  };
  const lift = () => {
    if (under && isDrawn(under)) onChange([...marks, under]);
    setUnder(null);
  };
  const press = (event: KeyboardEvent) => {
    const next = byKey(event.key, marks, inTheMiddle(kind, colour));
    if (!next) return;
    event.preventDefault();
    onChange(next);
  };
  return (
    <canvas
      ref={canvas}
      className={styles.sheet}
      width={width}
      height={height}
      tabIndex={0}
      aria-label={t("sheet", { count: marks.length })}
      onKeyDown={press}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setUnder({ kind, colour, from: at(event), to: at(event) });
      }}
      onPointerMove={(event) => under && setUnder({ ...under, to: at(event) })}
      onPointerUp={lift}
      onPointerCancel={() => setUnder(null)}
    />
  );
}

/** What a key makes of the marks: Enter sets one, arrows move the last, + and - size it. Null for other keys. */
function byKey(key: string, marks: readonly Mark[], fresh: Mark): readonly Mark[] | null {
  if (key === "Enter") return [...marks, fresh];
  const last = marks.at(-1);
  if (!last) return null;
  const shift = ARROWS[key];
  if (shift) return [...marks.slice(0, -1), moved(last, ...shift)];
  if (key === "+" || key === "-") return [...marks.slice(0, -1), grown(last, key === "+" ? 1.15 : 1 / 1.15)];
  return key === "Backspace" ? marks.slice(0, -1) : null;
}

function draw(canvas: HTMLCanvasElement | null, picture: HTMLImageElement, marks: readonly Mark[]): void {
  const context = canvas?.getContext("2d");
  if (!context || !canvas) return;
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  paint(context, marks, canvas.width, canvas.height);
}

async function jpegOf(picture: HTMLImageElement, marks: readonly Mark[], name: string): Promise<File | null> {
  const canvas = document.createElement("canvas");
  canvas.width = picture.naturalWidth;
  canvas.height = picture.naturalHeight;
  draw(canvas, picture, marks);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  return blob && new File([blob], name.replace(/(\.\w+)?$/, "-marked.jpg"), { type: "image/jpeg" });
}
