import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { capitalsOf } from "../src/index.ts";

const { cases } = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/money/capitals.json", import.meta.url), "utf8"),
);

test.each(cases as [unknown, string | null][])("%j in capital numerals", (amount, written) => {
  expect(capitalsOf(amount)).toBe(written);
});
