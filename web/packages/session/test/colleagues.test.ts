import { expect, test } from "vitest";
import { beyond, groupedBy, turnedTo } from "../src/colleagues.ts";

const people = ["a", "b", "c", "d"].map((id) => ({ id }));
const ids = (group: readonly { id: string }[]) => group.map(({ id }) => id);

test("everybody stands in one group: stars first, then whom one turned to, the last one first", () => {
  const { starred, recent, others } = groupedBy(people, { starred: ["c"], recent: ["d", "c", "a"] });
  expect([ids(starred), ids(recent), ids(others)]).toEqual([["c"], ["d", "a"], ["b"]]);
});

test("whom one has just turned to comes first, once, before the server has heard of it", () => {
  expect(turnedTo({ starred: ["c"], recent: ["a", "b"] }, ["b"])).toEqual({ starred: ["c"], recent: ["b", "a"] });
  expect(turnedTo({ starred: [], recent: ["a"] }, [])).toEqual({ starred: [], recent: ["a"] });
});

test("eight are remembered, as at the server", () => {
  const recent = ["1", "2", "3", "4", "5", "6", "7", "8"];
  expect(turnedTo({ starred: [], recent }, ["9"]).recent).toEqual(["9", ...recent.slice(0, 7)]);
});

test("those near who are beyond the first people of a large company are asked for, each once", () => {
  expect(beyond({ starred: ["z", "a"], recent: ["y", "z", "b"] }, people)).toEqual(["y", "z"]);
  expect(beyond({ starred: ["a"], recent: [] }, people)).toEqual([]);
});
