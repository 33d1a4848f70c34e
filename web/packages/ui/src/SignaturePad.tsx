import { type PointerEvent, useEffect, useRef, useState } from "react";
import { Button } from "./Button.tsx";
import styles from "./SignaturePad.module.css";
import { type Drawing, extended, strokePath } from "./signature.ts";

interface Props {
  label: string;
  /** Stands in the pad while it is empty: who signs here. */
  hint: string;
  undoLabel: string;
  clearLabel: string;
  /** After every stroke; null when nothing is written any more. */
  onChange: (drawing: Drawing | null) => void;
}

/** Somebody writes the name on glass, with a finger, a pen or a mouse. Nothing is drawn but what was written. */
export function SignaturePad({ label, hint, undoLabel, clearLabel, onChange }: Props) {
  const pad = useRef<SVGSVGElement>(null);
  const tell = useRef(onChange);
  tell.current = onChange;
  const [strokes, setStrokes] = useState<Drawing["strokes"]>([]);
  const [open, setOpen] = useState<readonly number[] | null>(null);
  const told = useRef(strokes);
  useEffect(() => {
    if (told.current === strokes) return;
    told.current = strokes;
    tell.current(strokes.length ? { ...sizeOf(pad.current), strokes } : null);
  }, [strokes]);
  const begin = (event: PointerEvent<SVGSVGElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    setOpen(withPoint([], event));
  };
  const move = (event: PointerEvent<SVGSVGElement>) => open && setOpen(withPoint(open, event));
  const end = () => {
    if (open) setStrokes([...strokes, open]);
    setOpen(null);
  };
  return (
    <div className={styles.holder}>
      <svg
        ref={pad}
        className={styles.pad}
        role="img"
        aria-label={label}
        onPointerDown={begin}
        onPointerMove={move}
        onPointerUp={end}
        onPointerCancel={end}
      >
        <line className={styles.rule} x1="6%" x2="94%" y1="76%" y2="76%" />
        {[...strokes, ...(open ? [open] : [])].map((stroke, at) => (
          <path key={at} className={styles.ink} d={strokePath(stroke)} />
        ))}
      </svg>
      {!strokes.length && !open && <span className={styles.hint}>{hint}</span>}
      <div className={styles.tools}>
        <Button look="quiet" disabled={!strokes.length} onClick={() => setStrokes(strokes.slice(0, -1))}>
          {undoLabel}
        </Button>
        <Button look="quiet" disabled={!strokes.length} onClick={() => setStrokes([])}>
          {clearLabel}
        </Button>
      </div>
    </div>
  );
}

/** A signature as it was written, to be looked at. */
export function Signature({ drawing, label }: { drawing: Drawing; label: string }) {
  return (
    <svg className={styles.shown} role="img" aria-label={label} viewBox={`0 0 ${drawing.width} ${drawing.height}`}>
      {drawing.strokes.map((stroke, at) => (
        <path key={at} className={styles.ink} d={strokePath(stroke)} />
      ))}
    </svg>
  );
}

function withPoint(stroke: readonly number[], event: PointerEvent<SVGSVGElement>): readonly number[] {
  const corner = event.currentTarget.getBoundingClientRect();
  return extended(stroke, event.clientX - corner.left, event.clientY - corner.top);
}

function sizeOf(pad: SVGSVGElement | null): { width: number; height: number } {
  const size = pad?.getBoundingClientRect();
  return { width: Math.round(size?.width ?? 1), height: Math.round(size?.height ?? 1) };
}
