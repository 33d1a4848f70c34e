import { expect, test } from "vitest";
import { type Askable, firstLeaf, type Group, readCondition, writeCondition } from "../src/shared/conditions/model.ts";

const field = (key: string, kind: string, more: Partial<Askable> = {}): Askable => ({
  key,
  kind,
  label: { zh: key },
  options: [],
  of: null,
  ...more,
});
const FIELDS = [
  field("title", "text"),
  field("priority", "choice"),
  field("customer", "text", { of: "customer" }),
  field("assignee", "person"),
  field("department", "department"),
  field("tags", "multi"),
  field("cost", "number"),
  field("created_at", "instant"),
  field("red", "boolean"),
];
const leaf = (op: string, name: string, right?: unknown) => ({
  op,
  left: { field: name },
  ...(right === undefined ? {} : { right }),
});
const TREES = [
  leaf("contains", "title", "漏油"),
  leaf("not_empty", "title"),
  leaf("in", "priority", ["P0", "P1"]),
  leaf("not_in", "assignee", ["@me"]),
  leaf("in", "customer", ["c1"]),
  leaf("within", "department", "d1"),
  leaf("contains_any", "tags", ["VIP"]),
  leaf("ge", "cost", "500.50"),
  leaf("ge", "created_at", { rel: "today", add: -7 }),
  leaf("lt", "created_at", "2026-05-01"),
  leaf("eq", "red", true),
];

test.each(TREES.map((tree) => [JSON.stringify(tree), tree] as const))("%s is read and written again", (_, tree) => {
  const read = readCondition(JSON.stringify(tree), FIELDS);
  expect(read.parts.some((part) => "raw" in part)).toBe(false);
  expect(JSON.parse(writeCondition(read))).toEqual({ all: [tree] });
});

test("groups are read one level deep, and what is deeper or cleverer is kept as it is", () => {
  const clever = { not: leaf("eq", "title", "x") };
  const tree = { any: [TREES[0], { all: [TREES[2], clever] }, leaf("eq", "gone", "y")] };
  const read = readCondition(JSON.stringify(tree), FIELDS);
  expect(read.join).toBe("any");
  expect(JSON.parse(writeCondition(read))).toEqual(tree);
});

test("questions without an answer do not count", () => {
  const cost = FIELDS[6] as Askable;
  const group: Group = { join: "all", parts: [firstLeaf(cost), { join: "any", parts: [firstLeaf(cost)] }] };
  expect(writeCondition(group)).toBe("");
  expect(writeCondition({ join: "all", parts: [{ field: "title", ask: "empty", value: null }] })).toContain("empty");
});

test("nothing, or something unreadable, is no condition", () => {
  expect(readCondition("", FIELDS).parts).toEqual([]);
  expect(readCondition("{broken", FIELDS).parts).toEqual([]);
});
