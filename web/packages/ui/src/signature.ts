/** What was written on glass: where the pen went, stroke by stroke, in the pad's own pixels. */
export interface Drawing {
  width: number;
  height: number;
  /** x and y in turn, whole pixels. */
  strokes: readonly (readonly number[])[];
}

const INK = 2.5;
const SHARPNESS = 2;
/** Nearer than this (pixels) to the last point says nothing new, and a signature shall stay small. */
const NEAR = 2;

/** A stroke with one more point; the same stroke when the pen hardly moved. */
export function extended(stroke: readonly number[], x: number, y: number): readonly number[] {
  const [beforeX = Number.NaN, beforeY = Number.NaN] = stroke.slice(-2);
  if (Math.hypot(x - beforeX, y - beforeY) < NEAR) return stroke;
  return [...stroke, Math.round(x), Math.round(y)];
}

/** One stroke as a path of SVG, rounded through the middles of its points; a touch is a dot. */
export function strokePath(stroke: readonly number[]): string {
  const [x = 0, y = 0] = stroke;
  if (stroke.length < 4) return `M${x} ${y}h.1`;
  let path = `M${x} ${y}`;
  for (let at = 2; at < stroke.length - 2; at += 2) {
    const [a = 0, b = 0, c = 0, d = 0] = stroke.slice(at, at + 4);
    path += `Q${a} ${b} ${(a + c) / 2} ${(b + d) / 2}`;
  }
  return `${path}L${stroke.at(-2)} ${stroke.at(-1)}`;
}

/** As the server keeps a signature that is no file: a compact text. */
export function drawingText(drawing: Drawing): string {
  return JSON.stringify(drawing);
}

/** The drawing that a text holds; null for anything else, a file's id for one. */
export function readDrawing(text: string | null | undefined): Drawing | null {
  if (!text?.startsWith("{")) return null;
  try {
    const { width, height, strokes } = JSON.parse(text);
    const isDrawing = width > 0 && height > 0 && Array.isArray(strokes) && strokes.every(isStroke);
    return isDrawing ? { width, height, strokes } : null;
  } catch {
    return null;
  }
}

function isStroke(stroke: unknown): boolean {
  return Array.isArray(stroke) && stroke.every((value) => Number.isFinite(value));
}

/** The drawing as a picture in black on white, whatever the look of the app, for where a file is asked. */
export async function drawingPng(drawing: Drawing, name: string): Promise<File> {
  const canvas = document.createElement("canvas");
  canvas.width = drawing.width * SHARPNESS;
  canvas.height = drawing.height * SHARPNESS;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.scale(SHARPNESS, SHARPNESS);
  pen.lineWidth = INK;
  pen.lineCap = "round";
  pen.lineJoin = "round";
  for (const stroke of drawing.strokes) pen.stroke(new Path2D(strokePath(stroke)));
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("no picture");
  return new File([blob], name, { type: "image/png" });
}
