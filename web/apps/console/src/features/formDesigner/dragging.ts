// Dragging: tiles and fields are taken, fields and the ends of sections are where they are let go. All of it can be done
// by keys as well; those stand with the parts themselves.
import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from "@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { Place } from "./draft/body.ts";

/** What is under way: a new field of a tile, or one that is moved. */
export type Load = { tile: string } | { field: string };

const LOAD = "load";
const PLACE = "place";

export function useDraggable(ref: RefObject<HTMLElement | null>, load: Load): boolean {
  const [isDragged, setDragged] = useState(false);
  const word = JSON.stringify(load);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    return draggable({
      element,
      getInitialData: () => ({ [LOAD]: JSON.parse(word) }),
      onDragStart: () => setDragged(true),
      onDrop: () => setDragged(false),
    });
  }, [ref, word]);
  return isDragged;
}

export type Edge = "before" | "after";

/** Something that may be let go before or behind a field; of an empty place, `whole`: only into it. */
export function useDropPlace(ref: RefObject<HTMLElement | null>, place: Place, whole = false): Edge | null {
  const [edge, setEdge] = useState<Edge | null>(null);
  const { section, index } = place;
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const edgeAt = (y: number): Edge => {
      const { top, height } = element.getBoundingClientRect();
      return !whole && y > top + height / 2 ? "after" : "before";
    };
    const at = (y: number): Place => ({ section, index: edgeAt(y) === "after" ? index + 1 : index });
    return dropTargetForElements({
      element,
      canDrop: ({ source }) => LOAD in source.data,
      getData: ({ input }) => ({ [PLACE]: at(input.clientY) }),
      onDrag: ({ location }) => setEdge(edgeAt(location.current.input.clientY)),
      onDragLeave: () => setEdge(null),
      onDrop: () => setEdge(null),
    });
  }, [ref, section, index, whole]);
  return edge;
}

/** Calls when something was let go at a place. */
export function useDrops(onDrop: (load: Load, place: Place) => void): void {
  const latest = useRef(onDrop);
  useEffect(() => {
    latest.current = onDrop;
  }, [onDrop]);
  useEffect(
    () =>
      monitorForElements({
        canMonitor: ({ source }) => LOAD in source.data,
        onDrop: ({ source, location }) => {
          const [target] = location.current.dropTargets;
          if (target) latest.current(source.data[LOAD] as Load, target.data[PLACE] as Place);
        },
      }),
    [],
  );
}
