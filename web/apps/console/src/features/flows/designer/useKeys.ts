import { type KeyboardEvent, useEffect } from "react";
import { type FlowBody, findItem, sequenceAt, slotOf, walk, waysOf } from "../model/flow.ts";
import type { Design } from "./useDesign.ts";

const TYPED = "input, textarea, select, [contenteditable=true], dialog";

/** Undo, redo, copy, paste wherever one is, but in a field: there they are the field's. */
export function useKeys(design: Design): void {
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent) => {
      if ((event.target as Element | null)?.closest?.(TYPED)) return;
      const act = keyed(event, design);
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [design]);
}

function keyed(event: globalThis.KeyboardEvent, design: Design): (() => void) | null {
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) return withCtrl(key, event.shiftKey, design);
  if (!design.selected) return null;
  const keys: Readonly<Record<string, () => void>> = event.altKey
    ? { arrowup: () => design.shift(-1), arrowdown: () => design.shift(1) }
    : { delete: design.remove, backspace: design.remove, insert: design.beginBehind };
  return keys[key] ?? null;
}

function withCtrl(key: string, isShifted: boolean, design: Design): (() => void) | null {
  // Text that somebody marked on the page is what he wants to copy.
  const copies = design.selected !== null && !getSelection()?.toString();
  const keys: Readonly<Record<string, () => void>> = {
    z: isShifted ? design.redo : design.undo,
    y: design.redo,
    v: design.paste,
    ...(copies ? { c: design.copy } : {}),
  };
  return keys[key] ?? null;
}

/** Arrows lead from step to step on the drawing; left and right to the next way of a block. */
export function stepTo(event: KeyboardEvent, body: FlowBody, selected: string | null): string | null {
  if (event.altKey || event.ctrlKey || (event.target as Element).closest("[data-slot]")) return null;
  const order = walk(body.root).map(({ item }) => item.id);
  const at = selected === null ? -1 : order.indexOf(selected);
  if (event.key === "ArrowDown") return order[at + 1] ?? null;
  if (event.key === "ArrowUp") return order[at - 1] ?? null;
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return null;
  return beside(body, selected, event.key === "ArrowRight" ? 1 : -1);
}

function beside(body: FlowBody, id: string | null, by: -1 | 1): string | null {
  const slot = id === null ? undefined : slotOf(body, id);
  if (!slot?.of) return null;
  const holder = findItem(body, slot.of);
  const count = holder ? waysOf(holder).length : 0;
  for (let way = slot.way + by; way >= 0 && way < count; way += by) {
    const first = sequenceAt(body, { of: slot.of, way })[0];
    if (first) return first.id;
  }
  return beside(body, slot.of, by);
}
