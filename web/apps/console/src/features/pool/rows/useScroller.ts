import { type RefObject, useEffect, useLayoutEffect } from "react";
import type { RowStore } from "./RowStore.ts";
import { type Span, useVirtual } from "./useVirtual.ts";

/** Ties the box that scrolls to the rows: what is seen is asked for, and where one was is where one comes back. */
export function useScroller(store: RowStore, box: RefObject<HTMLElement | null>, total: number, height: number): Span {
  const span = useVirtual(box, total, height);
  useEffect(() => store.need(span.first, span.last), [store, span.first, span.last]);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.scrollTop = store.top;
    const keep = () => {
      store.top = element.scrollTop;
    };
    element.addEventListener("scroll", keep, { passive: true });
    return () => element.removeEventListener("scroll", keep);
  }, [store, box]);
  return span;
}
