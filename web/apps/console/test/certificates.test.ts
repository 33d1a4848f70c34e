import { expect, test } from "vitest";
import { endOfDay, lastDay, worstOf, worthOf } from "../src/features/engineers/certificates.ts";

const NOW = Date.parse("2026-11-22T03:00:00Z");
const until = (text: string) => ({ name: "低压电工证", until: Date.parse(text) });

test("a certificate is marked thirty days before it ends, and when it has ended", () => {
  expect(worthOf({ name: "长期", until: null }, NOW).worth).toBe("forEver");
  expect(worthOf({ name: "未写期限" }, NOW).worth).toBe("forEver");
  expect(worthOf(until("2026-12-23T00:00:00Z"), NOW).worth).toBe("until");
  expect(worthOf(until("2026-12-22T03:00:00Z"), NOW)).toEqual({ worth: "soon", days: 30 });
  expect(worthOf(until("2026-11-22T03:00:00Z"), NOW).worth).toBe("expired");
  expect(worstOf([until("2026-12-01T00:00:00Z"), until("2026-11-01T00:00:00Z")], NOW)).toBe("expired");
  expect(worstOf([until("2026-12-01T00:00:00Z")], NOW)).toBe("soon");
  expect(worstOf([until("2028-12-01T00:00:00Z")], NOW)).toBeNull();
});

test("the last day of a certificate counts whole, in the company's zone", () => {
  const end = endOfDay("2026-12-31", "Asia/Shanghai");
  expect(new Date(end).toISOString()).toBe("2026-12-31T16:00:00.000Z");
  expect(lastDay({ name: "证", until: end }, "Asia/Shanghai")).toBe("2026-12-31");
  // The clocks of Berlin go forward in that night.
  expect(new Date(endOfDay("2026-03-28", "Europe/Berlin")).toISOString()).toBe("2026-03-28T23:00:00.000Z");
  expect(new Date(endOfDay("2026-03-29", "Europe/Berlin")).toISOString()).toBe("2026-03-29T22:00:00.000Z");
});
