import { firstWord } from "./sha256.ts";

const AT_ONCE = 2_000;

/** The number with which the SHA-256 of `<puzzle>.<number>` begins with `bits` zero bits; the page stays alive meanwhile. */
export async function solve(puzzle: string, bits: number): Promise<string> {
  const most = 2 ** (32 - bits);
  for (let number = 0; ; number++) {
    if (firstWord(`${puzzle}.${number}`) < most) return String(number);
    if (number % AT_ONCE === AT_ONCE - 1) await new Promise((done) => setTimeout(done));
  }
}
