// Whatever the network, the server and the person with the phone do: nothing is lost, doubled or out of order.
import { ProblemError } from "@bihuan/api";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Item } from "../src/shared/queue/item.ts";
import { type Keeping, Queue } from "../src/shared/queue/queue.ts";

const SEEDS = Array.from({ length: 100 }, (_, seed) => seed);
const STEPS = 40;
const CHAINS = ["t1", "t2", "t3"];

/** The same numbers for the same seed (mulberry32), so that a run that failed can be had again. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Done {
  id: string;
  chain: string;
  files: string[];
}

class Disk {
  readonly kept = new Map<string, Item>();
  private page: Keeping | undefined;

  /** What one page sees of it. The page before is gone: what it still wanted to write is not written. */
  open(): Keeping {
    const ifHere = (write: () => void) => async () => void (this.isOpen(page) && write());
    const page: Keeping = {
      // As from IndexedDB: by key, in no order of their own.
      items: async () => [...this.kept.values()].sort((a, b) => (a.id < b.id ? 1 : -1)),
      put: (item) => ifHere(() => this.kept.set(item.id, { ...item }))(),
      remove: (id) => ifHere(() => this.kept.delete(id))(),
      putFile: async () => undefined,
      file: async () => undefined,
      removeFile: async () => undefined,
    };
    this.page = page;
    return page;
  }

  isOpen(page: Keeping): boolean {
    return page === this.page;
  }
}

/** Takes each key once; sometimes turns down, sometimes is not reached, sometimes its answer gets lost. */
class Server {
  readonly taken: Item[] = [];
  readonly turnedDown = new Set<string>();
  private readonly chance: () => number;
  calm = false;

  constructor(chance: () => number) {
    this.chance = chance;
  }

  answer = async (item: Item): Promise<string | undefined> => {
    const luck = this.calm ? 1 : this.chance();
    if (luck < 0.25) throw new ProblemError({}, 0);
    const known = this.taken.some((one) => one.id === item.id);
    if (!known && luck < 0.35) {
      this.turnedDown.add(item.id);
      throw new ProblemError({ title: "No" }, 409);
    }
    if (!known) this.taken.push(item);
    if (luck < 0.5) throw new ProblemError({}, 504);
    return item.work.kind === "file" ? `server-${item.id}` : undefined;
  };
}

beforeEach(() => void vi.useFakeTimers({ now: 1_700_000_000_000 }));
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test.each(SEEDS)("nothing is lost, doubled or out of order: %d", async (seed) => {
  const chance = dice(seed);
  vi.spyOn(Math, "random").mockImplementation(chance);
  const [disk, server] = [new Disk(), new Server(chance)];
  const done = await workThrough(chance, disk, server);
  server.calm = true;
  await vi.advanceTimersByTimeAsync(900_000);
  const states = new Map([...disk.kept.values()].map((item) => [item.id, item.state]));
  assertNothingLost(done, states, server);
  const arrived = server.taken.filter((item) => item.work.kind !== "file");
  expect(new Set(arrived.map((item) => item.id)).size).toBe(arrived.length);
  for (const chain of CHAINS) {
    const order = done.filter((one) => one.chain === chain && states.get(one.id) === "sent").map((one) => one.id);
    expect(arrived.filter((item) => item.chain === chain).map((item) => item.id)).toEqual(order);
  }
});

/** A day with the phone: work, waiting, the app closed and opened, the clock put back, what was turned down retried. */
async function workThrough(chance: () => number, disk: Disk, server: Server): Promise<Done[]> {
  let queue = await opened(disk, server);
  const done: Done[] = [];
  for (let step = 0; step < STEPS; step++) {
    const luck = chance();
    if (luck < 0.5) done.push(await act(queue, chance, step));
    else if (luck < 0.75) await vi.advanceTimersByTimeAsync(chance() * 20_000);
    else if (luck < 0.85) queue = await opened(disk, server);
    else if (luck < 0.9) vi.setSystemTime(Date.now() - chance() * 600_000);
    else for (const item of queue.all().filter((one) => one.state === "refused")) await queue.retry(item.id);
  }
  return done;
}

/** Each is with the server, or was turned down, or waits behind what was, in sight of the person. */
function assertNothingLost(done: Done[], states: Map<string, string>, server: Server): void {
  const stopped = new Set<string>();
  for (const { id, chain, files } of done) {
    const waits = stopped.has(chain) || files.some((file) => states.get(file) === "refused");
    const expected = waits ? "kept" : server.turnedDown.has(id) && states.get(id) === "refused" ? "refused" : "sent";
    expect(states.get(id)).toBe(expected);
    if (expected !== "sent") stopped.add(chain);
  }
}

/** The app as it starts on what the disk holds; the one before is gone with its timers. */
async function opened(disk: Disk, server: Server): Promise<Queue> {
  vi.clearAllTimers();
  const keeping = disk.open();
  const queue = new Queue(keeping, (item) =>
    disk.isOpen(keeping) ? server.answer(item) : new Promise(() => undefined),
  );
  await queue.load();
  queue.serve("p");
  await vi.advanceTimersByTimeAsync(0);
  return queue;
}

async function act(queue: Queue, chance: () => number, step: number): Promise<Done> {
  const chain = CHAINS[Math.floor(chance() * CHAINS.length)] ?? "t1";
  const work = { kind: "file", name: "a.jpg", type: "image/jpeg", size: 1 } as const;
  const files = chance() < 0.3 ? [await queue.add({ owner: "p", chain, label: "", work }, new Blob(["x"]))] : [];
  const id = await queue.add({
    owner: "p",
    chain,
    label: "",
    work: { kind: "note", ticket: chain, text: `${step}`, files },
  });
  return { id, chain, files };
}
