// Nineteen photographed codes of the ZXing project (test/qr/README.md), read as on a phone without a detector of its own.
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { decode } from "../../../packages/ui/src/decode.ts";

const NUMBERS = Array.from({ length: 19 }, (_, at) => String(at + 1).padStart(2, "0"));
const CARD = "MECARD:N:Sean Owen;TEL:+12125658770;EMAIL:srowen@google.com;;";
const LEAST = 0.9;

/** A grey picture (PGM) as a canvas would hand it over. */
function pixelsOf(number: string) {
  const bytes = gunzipSync(readFileSync(new URL(`qr/${number}.pgm.gz`, import.meta.url)));
  const [head, width, height] = /^P5\n(\d+) (\d+)\n255\n/.exec(bytes.toString("latin1")) ?? ["", "0", "0"];
  const data = new Uint8ClampedArray(Number(width) * Number(height) * 4).fill(255);
  bytes.subarray(head.length).forEach((grey, at) => void data.fill(grey, 4 * at, 4 * at + 3));
  return { data, width: Number(width), height: Number(height) };
}

function expectedOf(number: string): string {
  const file = new URL(`qr/${number}.txt`, import.meta.url);
  return existsSync(file) ? readFileSync(file, "utf8") : CARD;
}

test("at least nine of ten photographed codes are read, and none is read wrongly", () => {
  const read = NUMBERS.map((number) => [number, decode(pixelsOf(number))] as const);
  const right = read.filter(([number, text]) => text?.replaceAll("\r\n", "\n").trim() === expectedOf(number).trim());
  const wrong = read.filter(([, text]) => text === null).length + right.length - NUMBERS.length;
  console.log(`codes read: ${right.length} of ${NUMBERS.length}`);
  expect(wrong).toBe(0);
  expect(right.length / NUMBERS.length).toBeGreaterThanOrEqual(LEAST);
});

test("what holds no code says nothing", () => {
  expect(decode({ data: new Uint8ClampedArray(64 * 64 * 4).fill(128), width: 64, height: 64 })).toBeNull();
});
