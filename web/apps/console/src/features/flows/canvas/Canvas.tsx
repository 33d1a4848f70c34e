import "@xyflow/react/dist/base.css";
import { useTexts } from "@bihuan/i18n";
import { Button } from "@bihuan/ui";
import { type Edge, type Node, type NodeChange, ReactFlow, type ReactFlowInstance } from "@xyflow/react";
import { type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { type FlowBody, type Item, mayStand, type Slot } from "../model/flow.ts";
import { CARD, type Drawn, type Line, type Picture, picture } from "../model/layout.ts";
import { texts } from "../texts.ts";
import styles from "./Canvas.module.css";
import { FlowLine, type LineData } from "./FlowLine.tsx";
import type { Mark } from "./marks.ts";
import { Card, type CardData, Fork, Join, Junction } from "./nodes.tsx";

const NODES = { step: Card, head: Junction, way: Fork, join: Join };
const EDGES = { flow: FlowLine };
const NEAR = 90;
const SMALLEST = 0.55;
/** Where there is no room for it all, a finger must still meet a step: it is shown in full size and panned. */
const NARROW = 500;
const MARGIN = 28;

export interface CanvasProps {
  body: FlowBody;
  selected: string | null;
  onSelect: (id: string | null, way?: number) => void;
  /** The name and the line below it, of an item or one of its ways. */
  nameOf: (item: Item, way?: number) => string;
  gistOf: (item: Item, way?: number) => string;
  marks: ReadonlyMap<string, Mark>;
  /** What stands at a place where something can be put in; left out where nothing can be changed. */
  plus?: (slot: Slot) => ReactNode;
  onMove?: (id: string, to: Slot) => void;
}

interface Held {
  id: string;
  x: number;
  y: number;
}

// What never changes: nothing is connected by hand, keys are the page's own.
const FIXED = {
  nodeTypes: NODES,
  edgeTypes: EDGES,
  nodesConnectable: false,
  nodesFocusable: false,
  edgesFocusable: false,
  elementsSelectable: false,
  deleteKeyCode: null,
  selectionKeyCode: null,
  multiSelectionKeyCode: null,
  disableKeyboardA11y: true,
  nodeDragThreshold: 4,
  panOnScroll: true,
  zoomOnDoubleClick: false,
  minZoom: 0.2,
  maxZoom: 1.5,
  proOptions: { hideAttribution: true },
};

type Instance = ReactFlowInstance<Node<CardData>, Edge<LineData>>;

/** A flow, drawn: pan by dragging or the wheel, larger and smaller by the buttons. */
export default function Canvas(props: CanvasProps) {
  const t = useTexts(texts);
  const drawing = useMemo(() => picture(props.body.root), [props.body.root]);
  const holder = useRef<HTMLDivElement>(null);
  const flow = useRef<Instance | null>(null);
  const { held, target, hold, drop } = useHolding(drawing, props);
  const nodes = useMemo(() => drawing.drawn.map((one) => nodeOf(one, props, held)), [drawing, props, held]);
  const edges = useMemo(() => drawing.lines.map((one) => edgeOf(one, props, target)), [drawing, props, target]);
  useSteady(flow, holder, drawing, props.selected);
  const begin = (instance: Instance) => {
    flow.current = instance;
    show(instance, holder.current, drawing.w);
  };
  return (
    <section ref={holder} className={styles.canvas} aria-label={t("canvas")}>
      <ReactFlow
        {...FIXED}
        nodes={nodes}
        edges={edges}
        onInit={begin}
        onNodesChange={hold}
        onNodeDragStop={drop}
        onPaneClick={() => props.onSelect(null)}
        nodesDraggable={Boolean(props.onMove)}
      />
      <div className={styles.zoom}>
        <Button look="quiet" icon="plus" label={t("zoomIn")} onClick={() => flow.current?.zoomIn()} />
        <Button look="quiet" label={t("zoomOut")} onClick={() => flow.current?.zoomOut()}>
          <span className={styles.minus} aria-hidden="true" />
        </Button>
        <Button look="quiet" icon="columns" label={t("fit")} onClick={() => flow.current?.fitView({ padding: 0.1 })} />
      </div>
    </section>
  );
}

/** What one looks at stays where it is while the drawing grows, and what is chosen comes into sight. */
function useSteady(
  flow: RefObject<Instance | null>,
  holder: RefObject<HTMLElement | null>,
  { drawn }: Picture,
  selected: string | null,
): void {
  const start = drawn[0]?.x ?? 0;
  const was = useRef(start);
  useEffect(() => {
    const instance = flow.current;
    if (instance && was.current !== start) {
      const { x, y, zoom } = instance.getViewport();
      void instance.setViewport({ x: x - (start - was.current) * zoom, y, zoom });
    }
    was.current = start;
  }, [flow, start]);
  useEffect(() => {
    const one = drawn.find(({ id }) => id === selected);
    const room = holder.current;
    if (!one || !room || !flow.current) return;
    const { x, y, zoom } = flow.current.getViewport();
    const shift = (at: number, size: number, space: number) =>
      Math.max(0, MARGIN - at) - Math.max(0, at + size * zoom + MARGIN - space);
    const dx = shift(one.x * zoom + x, one.w, room.clientWidth);
    const dy = shift(one.y * zoom + y, one.h, room.clientHeight);
    if (dx || dy) void flow.current.setViewport({ x: x + dx, y: y + dy, zoom });
  }, [flow, holder, drawn, selected]);
}

/** A step that somebody drags, and the place to which it would go. */
function useHolding(drawing: Picture, { body, onMove }: CanvasProps) {
  const [held, setHeld] = useState<Held | null>(null);
  const target = held && onMove ? nearest(drawing, body, held) : null;
  const hold = (changes: NodeChange<Node<CardData>>[]) => {
    for (const change of changes) {
      if (change.type !== "position" || !change.position || !change.dragging) continue;
      setHeld({ id: change.id, ...change.position });
    }
  };
  const drop = () => {
    if (held && target) onMove?.(held.id, target);
    setHeld(null);
  };
  return { held, target, hold, drop };
}

/** The start at the top, in the middle, large enough to be read. */
function show(instance: Instance, holder: HTMLElement | null, width: number): void {
  const room = holder?.clientWidth ?? 800;
  const zoom = Math.max(room < NARROW ? 1 : SMALLEST, Math.min(1, (room - 2 * MARGIN) / width));
  const start = instance.getNodes()[0];
  const middle = start ? start.position.x + CARD.w / 2 : width / 2;
  const fits = width * zoom <= room;
  const x = fits ? (room - width * zoom) / 2 : room / 2 - middle * zoom;
  void instance.setViewport({ x, y: MARGIN, zoom });
}

function nodeOf(one: Drawn, props: CanvasProps, held: Held | null): Node<CardData> {
  const { item, way } = one;
  const isHeld = held?.id === one.id;
  const data: CardData = {
    id: item.id,
    kind: item.kind,
    name: props.nameOf(item, way?.at),
    gist: props.gistOf(item, way?.at),
    isOn: props.selected === item.id,
    mark: props.marks.get(way ? one.id : item.id),
    onSelect: () => props.onSelect(item.id, way?.at),
  };
  return {
    id: one.id,
    type: one.shape,
    position: isHeld ? { x: held.x, y: held.y } : { x: one.x, y: one.y },
    width: one.w,
    height: one.h,
    data,
    draggable: Boolean(props.onMove) && (one.shape === "step" || one.shape === "head") && item.kind !== "start",
    // What cannot be dragged would let presses through to the canvas.
    style: { pointerEvents: "all" },
    zIndex: isHeld ? 10 : 1,
  };
}

function edgeOf(one: Line, props: CanvasProps, target: Slot | null): Edge<LineData> {
  const isTarget = Boolean(target && one.slot && sameSlot(target, one.slot));
  const data: LineData = {
    kind: one.kind,
    isTarget,
    isOn: one.kind === "back" && props.selected === one.from,
    isWalked: Boolean(props.marks.get(one.from)?.isWalked && props.marks.get(one.to)?.isWalked),
    plus: props.plus && one.slot ? props.plus(one.slot) : null,
  };
  return { id: one.id, source: one.from, target: one.to, type: "flow", data, ...handles(one.kind) };
}

function handles(kind: Line["kind"]): { sourceHandle: string; targetHandle: string } {
  if (kind === "back") return { sourceHandle: "right", targetHandle: "right-in" };
  if (kind === "again") return { sourceHandle: "left", targetHandle: "left-in" };
  return { sourceHandle: "out", targetHandle: "in" };
}

function sameSlot(one: Slot, other: Slot): boolean {
  return one.of === other.of && one.way === other.way && one.at === other.at;
}

/** The place to which something would go if it were let go here. */
function nearest({ drawn, lines }: Picture, body: FlowBody, held: Held): Slot | null {
  const places = new Map(drawn.map((one) => [one.id, one]));
  const at = { x: held.x + CARD.w / 2, y: held.y + CARD.h / 2 };
  let found: { slot: Slot; far: number } | null = null;
  for (const line of lines) {
    const [from, to] = [places.get(line.from), places.get(line.to)];
    if (!line.slot || !from || !to || !mayStand(body, held.id, line.slot)) continue;
    const x = line.kind === "join" ? from.x + from.w / 2 : to.x + to.w / 2;
    const y = line.kind === "join" ? from.y + from.h + 28 : to.y - 28;
    const far = Math.hypot(x - at.x, y - at.y);
    if (far < NEAR * 2 && (!found || far < found.far)) found = { slot: line.slot, far };
  }
  return found?.slot ?? null;
}
