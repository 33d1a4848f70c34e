import { expect, test } from "vitest";
import { type Draft, inOrder, spanOf, standingOf, toldAs } from "../src/leaves/leave.ts";

const ZONE = "Asia/Shanghai";
const at = (text: string) => Date.parse(`${text}+08:00`);

function draft(part: Partial<Draft>): Draft {
  return {
    from: "2026-11-23",
    until: "2026-11-23",
    begins: "",
    ends: "",
    kind: "annual",
    note: "",
    deputy: "",
    ...part,
  };
}

test("whole days last until the end of the last one", () => {
  const span = { start: at("2026-11-23T00:00:00"), end: at("2026-11-26T00:00:00") };
  expect(spanOf(draft({ until: "2026-11-25" }), ZONE)).toEqual(span);
  expect(toldAs(span, ZONE)).toEqual({ from: "2026-11-23", until: "2026-11-25" });
});

test("half a day has its times, in the company's zone", () => {
  const span = { start: at("2026-11-23T13:30:00"), end: at("2026-11-23T18:00:00") };
  expect(spanOf(draft({ begins: "13:30", ends: "18:00" }), ZONE)).toEqual(span);
  expect(toldAs(span, ZONE)).toEqual({ from: "2026-11-23 13:30", until: "2026-11-23 18:00" });
});

test("a day on which the clocks change is as long as it is there", () => {
  const day = { from: "2026-03-29", until: "2026-03-29" };
  const span = spanOf(draft(day), "Europe/Berlin");
  expect(span && (span.end - span.start) / 3_600_000).toBe(23);
});

test.each([
  { from: "" },
  { until: "" },
  { until: "2026-11-22" },
  { begins: "18:00", ends: "13:30" },
  { begins: "13:30", ends: "13:30" },
])("no leave ends before it begins or lacks a day: %o", (part) => {
  expect(spanOf(draft(part), ZONE)).toBeNull();
});

test("what is or comes stands first, and what is over last", () => {
  const [past, older, now, next] = [span(-9, -5), span(-20, -15), span(-1, 1), span(5, 9)];
  expect(inOrder([past, next, older, now], 0)).toEqual([now, next, past, older]);
  expect([past, now, next].map((one) => standingOf(one, 0))).toEqual(["over", "now", "later"]);
});

function span(start: number, end: number) {
  return { start, end };
}
