import { type RefObject, useCallback, useEffect, useState } from "react";

const OVERSCAN = 8;

export interface Span {
  first: number;
  last: number;
}

/** Which rows of equal height can be seen in a scrolling box, with a few more on both sides. */
export function useVirtual(box: RefObject<HTMLElement | null>, count: number, height: number) {
  const [seen, setSeen] = useState<Span>({ first: 0, last: 30 });
  const look = useCallback(() => {
    const element = box.current;
    if (!element) return;
    const first = Math.max(Math.floor(element.scrollTop / height) - OVERSCAN, 0);
    const last = Math.ceil((element.scrollTop + element.clientHeight) / height) + OVERSCAN;
    setSeen((known) => (known.first === first && known.last === last ? known : { first, last }));
  }, [box, height]);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    look();
    element.addEventListener("scroll", look, { passive: true });
    const resized = new ResizeObserver(look);
    resized.observe(element);
    return () => {
      element.removeEventListener("scroll", look);
      resized.disconnect();
    };
  }, [box, look]);
  return { first: Math.min(seen.first, Math.max(count - 1, 0)), last: Math.min(seen.last, count - 1) };
}

/** Bring a row into sight with as little movement as possible. */
export function reveal(box: HTMLElement, index: number, height: number, head: number): void {
  const top = index * height;
  const view = box.clientHeight - head;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + height > box.scrollTop + view) box.scrollTop = top + height - view;
}
