// Marks on a photo: where they are, and how they are drawn. Points are parts of the picture's width and height, 0 to 1.
export type Kind = "circle" | "arrow";

export interface Point {
  x: number;
  y: number;
}

export interface Mark {
  kind: Kind;
  colour: string;
  from: Point;
  to: Point;
}

/** Seen on metal, on shadow and on light: each is drawn on a dark edge. */
export const COLOURS = { red: "#ff3b30", yellow: "#ffd60a", white: "#ffffff" } as const;
const EDGE = "rgba(0, 0, 0, 0.75)";
const SMALLEST = 0.02;
const HEAD = 0.28;

/** A mark of its kind in the middle of the picture, for those who draw with keys. */
export function inTheMiddle(kind: Kind, colour: string): Mark {
  return kind === "circle"
    ? { kind, colour, from: { x: 0.35, y: 0.4 }, to: { x: 0.65, y: 0.6 } }
    : { kind, colour, from: { x: 0.3, y: 0.3 }, to: { x: 0.5, y: 0.5 } };
}

/** Whether a finger drew it or only touched the glass. */
export function isDrawn({ from, to }: Mark): boolean {
  return Math.abs(from.x - to.x) + Math.abs(from.y - to.y) > SMALLEST;
}

export function moved(mark: Mark, x: number, y: number): Mark {
  const shift = (point: Point) => ({ x: within(point.x + x), y: within(point.y + y) });
  return { ...mark, from: shift(mark.from), to: shift(mark.to) };
}

/** Larger or smaller around its own middle; an arrow keeps its tip. */
export function grown(mark: Mark, factor: number): Mark {
  const { from, to, kind } = mark;
  const still = kind === "arrow" ? to : { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const stretch = (point: Point) => ({
    x: within(still.x + (point.x - still.x) * factor),
    y: within(still.y + (point.y - still.y) * factor),
  });
  return { ...mark, from: stretch(from), to: stretch(to) };
}

/** Draw marks upon a picture of this size, px. */
export function paint(context: CanvasRenderingContext2D, marks: readonly Mark[], width: number, height: number): void {
  const line = Math.max(3, Math.max(width, height) / 160);
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const mark of marks) {
    const outline = path(mark, width, height);
    for (const [colour, thick] of [
      [EDGE, line * 2],
      [mark.colour, line],
    ] as const) {
      context.strokeStyle = colour;
      context.lineWidth = thick;
      context.stroke(outline);
    }
  }
}

function path({ kind, from, to }: Mark, width: number, height: number): Path2D {
  const [start, end] = [
    { x: from.x * width, y: from.y * height },
    { x: to.x * width, y: to.y * height },
  ];
  const found = new Path2D();
  if (kind === "circle") {
    const [rx, ry] = [Math.abs(end.x - start.x) / 2, Math.abs(end.y - start.y) / 2];
    found.ellipse((start.x + end.x) / 2, (start.y + end.y) / 2, rx, ry, 0, 0, 2 * Math.PI);
    return found;
  }
  found.moveTo(start.x, start.y);
  found.lineTo(end.x, end.y);
  for (const side of wings(start, end)) {
    found.moveTo(end.x, end.y);
    found.lineTo(side.x, side.y);
  }
  return found;
}

/** The two ends of an arrow's head. */
export function wings(start: Point, end: Point): Point[] {
  const angle = Math.atan2(end.y - start.y, end.x - start.x);
  const length = HEAD * Math.hypot(end.x - start.x, end.y - start.y);
  return [Math.PI - 0.5, Math.PI + 0.5].map((turn) => ({
    x: end.x + length * Math.cos(angle + turn),
    y: end.y + length * Math.sin(angle + turn),
  }));
}

function within(part: number): number {
  return Math.min(1, Math.max(0, part));
}
