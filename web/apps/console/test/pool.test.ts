// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { keepColumns, keptColumns, moved, readColumns, USUAL } from "../src/features/pool/columns.ts";
import { conditionOf, EVERYTHING, isAsked, readFilter, writeFilter } from "../src/features/pool/filter.ts";
import { split, wordsOf } from "../src/features/pool/highlight.tsx";
import { directionOf, nextSort } from "../src/features/pool/sorting.ts";

const P0 = { op: "eq", left: { field: "priority" }, right: "P0" };

test("what is asked comes back from the address as it was", () => {
  const filter = {
    ...EVERYTHING,
    q: "漏油 泵",
    type: "pump",
    categories: ["new", "active"],
    priorities: ["P0"],
    mine: true,
    overdue: true,
    where: JSON.stringify(P0),
    sort: "next_due",
    layout: "board" as const,
  };
  expect(readFilter(new URLSearchParams(writeFilter(filter).toString()))).toEqual(filter);
  expect(writeFilter(EVERYTHING).toString()).toBe("");
  expect([isAsked(filter), isAsked({ ...EVERYTHING, sort: "next_due" })]).toEqual([true, false]);
});

test("an address that was tampered with asks for nothing that cannot be read", () => {
  expect(readFilter(new URLSearchParams("where=%7Bbroken")).where).toBe("");
  expect(readFilter(new URLSearchParams("where=5")).where).toBe("");
  expect(conditionOf(EVERYTHING)).toBe("");
});

test("the condition joins the quick choices with one's own, and speaks of oneself by name of no one", () => {
  const asked = conditionOf({ ...EVERYTHING, mine: true, categories: ["new"], where: JSON.stringify(P0) });
  expect(JSON.parse(asked)).toEqual({
    all: [
      { op: "in", left: { field: "category" }, right: ["new"] },
      { op: "eq", left: { field: "assignee" }, right: "@me" },
      P0,
    ],
  });
});

test("a head is clicked to sort upwards, downwards, and as usual", () => {
  expect(nextSort("-created_at", "priority", "-created_at")).toBe("priority");
  expect(nextSort("priority", "priority", "-created_at")).toBe("-priority");
  expect(nextSort("-priority", "priority", "-created_at")).toBe("-created_at");
  expect([directionOf("-created_at,number", "created_at"), directionOf("a", "b")]).toEqual(["down", null]);
});

test("what was searched for is marked, signs of patterns too", () => {
  expect(split("SB-1(2) 漏油sb", wordsOf("sb (2)"))).toEqual([
    { text: "SB", isHit: true },
    { text: "-1", isHit: false },
    { text: "(2)", isHit: true },
    { text: " 漏油", isHit: false },
    { text: "sb", isHit: true },
  ]);
  expect(split("x", [])).toEqual([{ text: "x", isHit: false }]);
});

test("columns are kept on the device, within bounds, and move by one place", () => {
  keepColumns([{ key: "priority", width: 9_999 }]);
  expect(keptColumns()).toEqual([{ key: "priority", width: 640 }]);
  expect(readColumns("nonsense")).toEqual(USUAL);
  expect(
    moved(USUAL, "priority", -1)
      .map((one) => one.key)
      .slice(0, 2),
  ).toEqual(["priority", "stage"]);
  expect(moved(USUAL, "stage", -1)).toBe(USUAL);
});
