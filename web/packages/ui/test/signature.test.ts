import { expect, test } from "vitest";
import { drawingText, extended, readDrawing, strokePath } from "../src/signature.ts";

test("a stroke grows by points that say something new", () => {
  const begun = extended([], 10.4, 20.6);
  expect(begun).toEqual([10, 21]);
  expect(extended(begun, 11, 21)).toBe(begun);
  expect(extended(begun, 14, 21)).toEqual([10, 21, 14, 21]);
});

test("a touch is a dot, and a stroke ends where the pen left the glass", () => {
  expect(strokePath([5, 6])).toBe("M5 6h.1");
  expect(strokePath([0, 0, 10, 0, 20, 10])).toBe("M0 0Q10 0 15 5L20 10");
});

test("a drawing is read back from its text; a file's id and broken texts are no drawing", () => {
  const drawing = { width: 300, height: 180, strokes: [[1, 2, 30, 40]] };
  expect(readDrawing(drawingText(drawing))).toEqual(drawing);
  expect(readDrawing("019a3f00-0000-7000-8000-000000000000")).toBeNull();
  expect(readDrawing('{"width":300,"height":180,"strokes":[["x"]]}')).toBeNull();
  expect(readDrawing("{")).toBeNull();
  expect(readDrawing(null)).toBeNull();
});
