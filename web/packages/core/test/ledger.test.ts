import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  bestKept,
  judgeProof,
  type Kept,
  keptWith,
  leafHash,
  provesGrowth,
  provesInclusion,
  provesLeaf,
  type TicketProof,
} from "../src/index.ts";

const ROOT = new URL("../../../../", import.meta.url);
const LOG = JSON.parse(readFileSync(new URL("spec/vectors/ledger/log.json", ROOT), "utf8"));
const hex = (base64: string) => Buffer.from(base64, "base64").toString("hex");

interface Foreign {
  name: string;
  // biome-ignore lint/suspicious/noExplicitAny: vectors are JSON of two shapes
  data: any;
}

function foreign(kind: string): Foreign[] {
  const folder = fileURLToPath(new URL(`tests/data/merkle/${kind}`, ROOT));
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
  return names.map((name) => ({ name, data: JSON.parse(readFileSync(`${folder}/${name}`, "utf8")) }));
}

describe("proofs are judged as the server judges them", () => {
  test("inclusion, by foreign vectors", async () => {
    const cases = foreign("inclusion");
    expect(cases.length).toBeGreaterThan(50);
    for (const { name, data } of cases) {
      const proof = {
        leaf: data.leafIdx,
        size: data.treeSize,
        path: (data.proof ?? []).map(hex),
        root: hex(data.root),
      };
      expect(await provesLeaf(hex(data.leafHash), proof), name).toBe(!data.wantErr);
    }
  });

  test("growth, by foreign vectors", async () => {
    const cases = foreign("consistency");
    expect(cases.length).toBeGreaterThan(50);
    for (const { name, data } of cases) {
      const [oldRoot, root] = [hex(data.root1), hex(data.root2)];
      const path = (data.proof ?? []).map(hex);
      const good = await provesGrowth({ since: data.size1, size: data.size2, path, oldRoot, root });
      expect(good, name).toBe(!data.wantErr);
    }
  });

  test("our own log", async () => {
    for (const { leaf, size, proof } of LOG.inclusion) {
      const { hash } = LOG.events[leaf];
      expect(await leafHash(hash)).toBe(LOG.leaves[leaf]);
      expect(await provesInclusion({ hash, leaf, size, path: proof, root: LOG.roots[size] })).toBe(true);
      expect(await provesInclusion({ hash, leaf, size, path: proof, root: LOG.roots[0] })).toBe(false);
    }
    for (const { from, to, proof } of LOG.consistency) {
      const growth = { since: from, size: to, path: proof, oldRoot: LOG.roots[from], root: LOG.roots[to] };
      expect(await provesGrowth(growth)).toBe(true);
      expect(await provesGrowth({ ...growth, oldRoot: LOG.roots[0] })).toBe(false);
    }
  });
});

const { leaf, size, proof: path } = LOG.inclusion.findLast((one: { size: number }) => one.size === 20);
const growth = LOG.consistency.find(
  (one: { from: number; to: number }) => one.from > 1 && one.from < 20 && one.to === 20,
);
const note = LOG.checkpoints.find((one: { note: string }) => one.note.split("\n")[1] === "20").note;

function proofOf(changes: Partial<TicketProof> = {}): TicketProof {
  return {
    chain: "whole",
    newest: 4,
    covered: { no: 4, hash: LOG.events[leaf].hash, leaf, path },
    checkpoint: { size, root: LOG.roots[20], note },
    grown: null,
    left: null,
    ...changes,
  };
}

const left = { size: 20, root: LOG.roots[20], note, at: 700, kind: "mail", label: "立信审计", path: [] } as const;
const same: Kept = { size: 20, root: LOG.roots[20], seen: 1_000 };
const grownSame = { since: 20, path: [] };
const older: Kept = { size: growth.from, root: LOG.roots[growth.from], seen: 500 };
const grownOlder = { since: growth.from, path: growth.proof };

describe("a verdict never says more than was checked", () => {
  afterEach(() => vi.unstubAllGlobals());

  test("only what was kept before and covers everything proves", async () => {
    expect(await judgeProof(proofOf({ grown: grownSame }), same)).toEqual({ state: "proven", since: 1_000 });
    expect(await judgeProof(proofOf(), null)).toEqual({ state: "consistent" });
  });

  test("what left for somebody outside proves, and he is named", async () => {
    expect(await judgeProof(proofOf({ left }), null)).toEqual({ state: "proven", since: 700, by: "立信审计" });
    // This browser's own is worth more: nobody has to be asked for it.
    expect(await judgeProof(proofOf({ left, grown: grownSame }), same)).toEqual({ state: "proven", since: 1_000 });
  });

  test("a kept checkpoint that does not reach so far proves nothing of the newest entries", async () => {
    const reaches = leaf < older.size;
    expect(reaches).toBe(false);
    expect(await judgeProof(proofOf({ grown: grownOlder }), older)).toEqual({ state: "consistent" });
  });

  test("what is not signed yet waits", async () => {
    expect(await judgeProof(proofOf({ newest: 5, grown: grownSame }), same)).toEqual({ state: "waiting" });
    expect(await judgeProof(proofOf({ covered: null }), null)).toEqual({ state: "waiting" });
    expect(await judgeProof(proofOf({ covered: null, checkpoint: null }), null)).toEqual({ state: "waiting" });
  });

  test.each([
    ["chain", proofOf({ chain: "broken" }), null],
    ["path", proofOf({ covered: { no: 4, hash: "00".repeat(32), leaf, path } }), null],
    ["note", proofOf({ checkpoint: { size, root: LOG.roots[20], note: note.replace("\n20\n", "\n21\n") } }), null],
    ["left", proofOf({ left: { ...left, root: LOG.roots[19] } }), null],
    ["left", proofOf({ left: { ...left, size: 19 } }), null],
    ["left", proofOf({ left: { ...left, note: note.replace("\n20\n", "\n21\n") } }), null],
    ["grown", proofOf({ grown: null }), same],
    ["grown", proofOf({ grown: grownOlder }), same],
    ["grown", proofOf({ grown: grownSame }), { ...same, root: LOG.roots[19] }],
    ["grown", proofOf({ grown: grownSame, covered: null, checkpoint: null }), same],
  ] as const)("what does not hold is broken: %s", async (why, proof, kept) => {
    expect(await judgeProof(proof, kept)).toEqual({ state: "broken", why });
  });

  test("where nothing can be computed nothing is claimed, but a fault that the server owns up to", async () => {
    vi.stubGlobal("crypto", {});
    expect(await judgeProof(proofOf({ grown: grownSame }), same)).toEqual({ state: "unchecked" });
    expect(await judgeProof(proofOf({ chain: "broken" }), null)).toEqual({ state: "broken", why: "chain" });
  });
});

describe("what a browser keeps", () => {
  const at = (count: number, day: number): Kept => ({ size: count, root: "", seen: day * 86_400_000 });

  test("the oldest that covers an entry is asked about, else the largest", () => {
    const kept = [at(30, 3), at(10, 1), at(20, 2)];
    expect(bestKept(kept, 9)?.size).toBe(10);
    expect(bestKept(kept, 10)?.size).toBe(20);
    expect(bestKept(kept, 99)?.size).toBe(30);
    expect(bestKept([], 0)).toBeNull();
  });

  test("the first of all and of each day stays, and the newest", () => {
    let kept: Kept[] = [];
    for (let count = 1; count <= 200; count += 1) kept = keptWith(kept, at(count, Math.floor(count / 20)));
    expect(kept.length).toBe(24);
    expect(kept[0]?.size).toBe(1);
    expect(kept.at(-1)?.size).toBe(200);
    for (let day = 1; day < 10; day += 1) expect(kept.map(({ size }) => size)).toContain(day * 20);
    expect(keptWith(kept, at(200, 99))).toEqual(kept);
  });
});
