// Browsers give their own SHA-256 to secure pages only; the portal must work on plain http, too (FIPS 180-4 §6.2).
const K = new Uint32Array(64);
const START = new Uint32Array(8);
for (let prime = 2, count = 0; count < 64; prime++) {
  if (!isPrime(prime)) continue;
  if (count < 8) START[count] = fraction(Math.sqrt(prime));
  K[count++] = fraction(Math.cbrt(prime));
}

function isPrime(value: number): boolean {
  for (let divisor = 2; divisor * divisor <= value; divisor++) if (value % divisor === 0) return false;
  return true;
}

function fraction(value: number): number {
  return ((value - Math.floor(value)) * 0x1_0000_0000) | 0;
}

/** The first 32 bits of SHA-256 of an ASCII text. */
export function firstWord(text: string): number {
  const state = START.slice();
  for (const block of blocks(text)) compress(state, block);
  return (state[0] ?? 0) >>> 0;
}

function blocks(text: string): Uint32Array[] {
  const count = ((text.length + 8) >> 6) + 1;
  const words = new Uint32Array(count * 16);
  for (let i = 0; i <= text.length; i++) {
    const byte = i < text.length ? text.charCodeAt(i) : 0x80;
    words[i >> 2] = at(words, i >> 2) | (byte << (24 - (i % 4) * 8));
  }
  words[words.length - 1] = text.length * 8;
  return Array.from({ length: count }, (_, block) => words.subarray(block * 16, block * 16 + 16));
}

const at = (words: Uint32Array, place: number) => words[place] ?? 0;
const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by));

function compress(state: Uint32Array, block: Uint32Array): void {
  const w = schedule(block);
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + at(K, i) + at(w, i)) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state[i] = at(state, i) + word;
}

function schedule(block: Uint32Array): Uint32Array {
  const w = new Uint32Array(64);
  w.set(block);
  for (let i = 16; i < 64; i++) {
    const [x, y] = [at(w, i - 15), at(w, i - 2)];
    const low = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
    const high = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
    w[i] = at(w, i - 16) + low + at(w, i - 7) + high;
  }
  return w;
}
