import type { ImportCheck, ImportTable } from "@bihuan/api";
import { describe, expect, it } from "vitest";
import {
  matchedAnew,
  matchedOf,
  missingFields,
  pastedFile,
  percentOf,
  rowsToImport,
} from "../src/features/imports/asking.ts";

const TABLE = {
  columns: [
    { index: 0, title: "A", key: "name", samples: [] },
    { index: 1, title: "B", key: null, samples: [] },
  ],
  fields: [
    { key: "name", label: { zh: "A" }, part: "customer", required: true },
    { key: "code", label: { zh: "B" }, part: "customer", required: false },
  ],
} as unknown as ImportTable;

describe("matching columns", () => {
  it("starts with what was found", () => expect(matchedOf(TABLE)).toEqual({ 0: "name" }));
  it("gives a field to one column only", () => expect(matchedAnew({ 0: "name" }, 1, "name")).toEqual({ 1: "name" }));
  it("leaves a column out", () => expect(matchedAnew({ 0: "name", 1: "code" }, 1, "")).toEqual({ 0: "name" }));
  it("names what no row can do without", () => {
    expect(missingFields(TABLE, { 1: "code" }).map((field) => field.key)).toEqual(["name"]);
    expect(missingFields(TABLE, { 0: "name" })).toEqual([]);
  });
});

describe("taking over", () => {
  it("counts what would make or change something", () =>
    expect(rowsToImport({ made: 2, changed: 3, skipped: 4, refused: 5 } as ImportCheck)).toBe(5));
  it("keeps the last percent for the end", () =>
    expect([percentOf(0, 10), percentOf(999, 1000), percentOf(10, 10), percentOf(0, 0)]).toEqual([0, 99, 100, 100]));
  it("sends what was pasted as a file", async () => expect(await pastedFile("a\tb").text()).toBe("a\tb"));
});
