// Proofs of the Merkle tree (RFC 6962), judged as the server's core and the verifier do; shared vectors show it.

const HASH_HEX = /^[0-9a-f]{64}$/;
const LEAF = 0;
const NODE = 1;

export interface Inclusion {
  /** SHA-256 of the event's body, hex: what the leaf is made of. */
  hash: string;
  leaf: number;
  size: number;
  path: readonly string[];
  root: string;
}

export interface Growth {
  since: number;
  size: number;
  path: readonly string[];
  oldRoot: string;
  root: string;
}

/** Whether this browser can compute hashes here: it offers that to pages that came by https or from the machine itself. */
export function canHash(): boolean {
  return globalThis.crypto?.subtle !== undefined;
}

/** Whether the path leads from the event to the root (RFC 9162 §2.1.3.2). */
export async function provesInclusion({ hash, leaf, size, path, root }: Inclusion): Promise<boolean> {
  if (![hash, root, ...path].every(isHash)) return false;
  return provesLeaf(await leafHash(hash), { leaf, size, path, root });
}

/** The same for a leaf's own hash. */
export async function provesLeaf(leafDigest: string, proof: Omit<Inclusion, "hash">): Promise<boolean> {
  const { leaf, size, path, root } = proof;
  if (!(isCount(leaf) && isCount(size) && leaf < size && [leafDigest, root, ...path].every(isHash))) return false;
  let [at, last, computed] = [leaf, size - 1, leafDigest];
  for (const sibling of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      computed = await nodeHash(sibling, computed);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      computed = await nodeHash(computed, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && computed === root;
}

/** Whether the larger tree begins with the smaller one (RFC 9162 §2.1.4.2). An empty tree proves nothing. */
export async function provesGrowth({ since, size, path, oldRoot, root }: Growth): Promise<boolean> {
  if (!(isCount(since) && isCount(size) && since >= 1 && since <= size)) return false;
  if (since === size) return path.length === 0 && oldRoot === root;
  if (![oldRoot, root, ...path].every(isHash)) return false;
  // A tree that is complete is known by its root; it does not stand in the proof.
  const [first, ...rest] = isPowerOfTwo(since) ? [oldRoot, ...path] : path;
  if (first === undefined || path.length === 0) return false;
  const found = await walkGrowth(since, size, first, rest);
  return found !== null && found[0] === oldRoot && found[1] === root;
}

async function walkGrowth(
  since: number,
  size: number,
  first: string,
  rest: readonly string[],
): Promise<[string, string] | null> {
  let [at, last] = [since - 1, size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let [old, grown] = [first, first];
  for (const sibling of rest) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      [old, grown] = [await nodeHash(sibling, old), await nodeHash(sibling, grown)];
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      grown = await nodeHash(grown, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 ? [old, grown] : null;
}

/** RFC 6962 §2.1: SHA-256(0x00 ‖ hash), hex. */
export function leafHash(hash: string): Promise<string> {
  return digest(LEAF, hash);
}

function nodeHash(left: string, right: string): Promise<string> {
  return digest(NODE, left + right);
}

async function digest(kind: number, hex: string): Promise<string> {
  const bytes = Uint8Array.from([kind, ...(hex.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16))]);
  const found = new Uint8Array(await globalThis.crypto.subtle.digest("SHA-256", bytes));
  return Array.from(found, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function isHash(text: string): boolean {
  return HASH_HEX.test(text);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

// Leaves may outnumber what the operators on bits can hold.
function half(value: number): number {
  return Math.floor(value / 2);
}

function isPowerOfTwo(value: number): boolean {
  let rest = value;
  while (rest > 1 && rest % 2 === 0) rest /= 2;
  return rest === 1;
}
