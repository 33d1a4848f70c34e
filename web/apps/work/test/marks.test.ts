import { expect, test } from "vitest";
import { grown, inTheMiddle, isDrawn, moved, wings } from "../src/shared/draw/marks.ts";

const ARROW = inTheMiddle("arrow", "red");

test("a mark stays on the picture wherever keys move it", () => {
  let mark = inTheMiddle("circle", "red");
  for (let at = 0; at < 100; at++) mark = moved(mark, 0.05, -0.05);
  expect([mark.from, mark.to]).toEqual([
    { x: 1, y: 0 },
    { x: 1, y: 0 },
  ]);
});

test("an arrow grows from its tip, a circle from its middle", () => {
  expect(grown(ARROW, 2).to).toEqual(ARROW.to);
  const circle = grown(inTheMiddle("circle", "red"), 0.5);
  expect((circle.from.x + circle.to.x) / 2).toBeCloseTo(0.5);
  expect(circle.to.x - circle.from.x).toBeCloseTo(0.15);
});

test("a touch of the glass draws nothing", () => {
  expect(isDrawn({ ...ARROW, to: { x: ARROW.from.x + 0.01, y: ARROW.from.y } })).toBe(false);
  expect(isDrawn(ARROW)).toBe(true);
});

test("the head of an arrow lies behind its tip, on both sides of the line", () => {
  const [left, right] = wings({ x: 0, y: 0 }, { x: 100, y: 0 });
  expect(left?.x).toBeLessThan(100);
  expect(right?.x).toBeCloseTo(left?.x ?? 0);
  expect(right?.y).toBeCloseTo(-(left?.y ?? 0));
});
