import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Json, type JsonObject, mergeFields, same } from "../src/index.ts";

const FILE = new URL("../../../../spec/vectors/sync/fields.json", import.meta.url);

// biome-ignore lint/suspicious/noExplicitAny: vectors are JSON of many shapes
type Case = any;
const cases: Case[] = JSON.parse(readFileSync(FILE, "utf8")).cases;

describe("the browser merges as the vector says", () => {
  test.each(cases.map((each) => [each.name, each]))("%s", (_name, each) => {
    const merged = mergeFields(each.base, each.mine, each.theirs);
    expect(merged.values).toEqual(each.values);
    expect(merged.conflicts).toEqual(each.conflicts);
  });
});

/** The same numbers on every machine: a failure can be had again. */
function chance(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

function record(roll: (most: number) => number): JsonObject {
  const words = ["a", "b", "c", "d"];
  const value = (): Json => {
    const kind = roll(4);
    if (kind === 0) return null;
    if (kind === 1) return words[roll(4)] ?? null;
    if (kind === 2) return roll(3);
    return words.filter(() => roll(2) === 1);
  };
  return Object.fromEntries(["p", "q", "r", "s"].filter(() => roll(3) > 0).map((key) => [key, value()]));
}

test("every field written is kept, left to the other, or asked about; nothing else is touched", () => {
  const roll = chance(7);
  for (let round = 0; round < 400; round += 1) {
    const [base, mine, theirs] = [record(roll), record(roll), record(roll)];
    const { values, conflicts } = mergeFields(base, mine, theirs);
    const asked = conflicts.map(({ field }) => field);
    for (const field of [...asked, ...Object.keys(values)]) expect(Object.keys(mine)).toContain(field);
    for (const [field, wanted] of Object.entries(mine)) {
      const [before, now] = [base[field] ?? null, theirs[field] ?? null];
      if (asked.includes(field)) {
        expect(field in values).toBe(false);
        expect(same(wanted, now) || same(wanted, before) || same(before, now)).toBe(false);
      } else if (!(field in values)) expect(same(wanted, before)).toBe(true);
    }
    const standing = { ...theirs, ...values };
    expect({ ...standing, ...mergeFields(standing, values, standing).values }).toEqual(standing);
    expect(mergeFields(base, mine, base)).toEqual({ values: mine, conflicts: [] });
  }
});
