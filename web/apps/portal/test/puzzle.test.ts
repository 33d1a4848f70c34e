import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { solve } from "../src/shared/puzzle.ts";
import { firstWord } from "../src/shared/sha256.ts";

const digest = (text: string) => createHash("sha256").update(text).digest().readUInt32BE(0);

test("the first word is that of SHA-256, whatever the length", () => {
  for (let length = 0; length < 200; length++) {
    const text = "x7".repeat(length).slice(0, length);
    expect(firstWord(text), String(length)).toBe(digest(text));
  }
});

test("an answer makes the digest begin with as many zero bits as were asked for", async () => {
  const answer = await solve("repair.1.salt.mac", 12);
  expect(digest(`repair.1.salt.mac.${answer}`) >>> 20).toBe(0);
});
