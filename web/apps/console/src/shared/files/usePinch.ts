import { type PointerEvent, useRef, useState } from "react";

interface Point {
  x: number;
  y: number;
}

const MOST = 6;

/** Two fingers enlarge, one moves what is enlarged, a double click does and undoes it. */
export function usePinch() {
  const [look, setLook] = useState({ scale: 1, x: 0, y: 0 });
  const fingers = useRef(new Map<number, Point>());
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const before = fingers.current.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    fingers.current.set(event.pointerId, now);
    setLook(({ scale, x, y }) => {
      if (!other) return scale === 1 ? { scale, x, y } : { scale, x: x + now.x - before.x, y: y + now.y - before.y };
      const grown = scale * (distance(now, other) / Math.max(1, distance(before, other)));
      const next = Math.min(MOST, Math.max(1, grown));
      return next === 1 ? { scale: 1, x: 0, y: 0 } : { scale: next, x, y };
    });
  };
  const onPointerUp = (event: PointerEvent<HTMLElement>) => void fingers.current.delete(event.pointerId);
  return {
    onPointerDown,
    onPointerMove,
    onPointerUp,
    onPointerCancel: onPointerUp,
    onDoubleClick: () => setLook(({ scale }) => ({ scale: scale === 1 ? 2 : 1, x: 0, y: 0 })),
    style: { transform: `translate(${look.x}px, ${look.y}px) scale(${look.scale})`, touchAction: "none" },
  };
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
