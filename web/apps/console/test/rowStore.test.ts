import type { TicketPage, TicketRow } from "@bihuan/api";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PART, RowStore, type Source } from "../src/features/pool/rows/RowStore.ts";

const TOTAL = 100_000;
let asked: string[] = [];
let times: number[] = [];
let seen: Map<string, Partial<TicketRow>>;

function rowAt(index: number): TicketRow {
  const id = `t${index}`;
  const row = { id, number: `N${index}`, type: "pump", stage: "work", category: "active", version: 1, created_at: 0 };
  return { ...row, ...seen.get(id) } as TicketRow;
}

function source(total = TOTAL): Source {
  const say = (what: string) => {
    asked.push(what);
    times.push(performance.now());
  };
  const page = (items: TicketRow[], more: boolean): TicketPage => ({
    items,
    next_cursor: more ? "next" : null,
    count: { value: Math.min(total, 1_000), exact: total <= 1_000 },
  });
  return {
    page: async (cursor) => {
      say(`page ${cursor || 0}`);
      const from = Number(cursor || 0) * PART;
      const items = Array.from({ length: Math.min(PART, total - from) }, (_, n) => rowAt(from + n));
      return page(items, from + PART < total);
    },
    marks: async () => {
      say("marks");
      const cursors = Array.from({ length: Math.ceil(total / PART) - 1 }, (_, n) => `${n + 1}`);
      return { count: { value: total, exact: true }, cursors };
    },
    some: async (ids) => {
      say(`some ${ids.length}`);
      return page(
        ids.filter((id) => seen.has(id)).map((id) => rowAt(Number(id.slice(1)))),
        false,
      );
    },
    come: async () => {
      say("come");
      return { value: 3, exact: true };
    },
  };
}

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  times = [];
  seen = new Map();
});
afterEach(() => vi.useRealTimers());

async function opened(total = TOTAL): Promise<RowStore> {
  const store = new RowStore(source(total));
  store.need(0, 20);
  await vi.advanceTimersByTimeAsync(1_500);
  return store;
}

test("a short list is known whole after one question", async () => {
  const store = await opened(7);
  expect(store.extent).toEqual({ total: 7, exact: true });
  expect(asked).toEqual(["page 0"]);
});

test("of 100,000 rows one may jump to any, and never more than 200 are held", async () => {
  const store = await opened();
  expect(store.extent).toEqual({ total: TOTAL, exact: true });
  for (const index of [57_090, 99_990, 120, 57_095]) {
    store.need(index, index + 20);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(store.row(index)?.number).toBe(`N${index}`);
    expect(store.row(Math.min(index + 9, TOTAL - 1))?.number).toBe(`N${Math.min(index + 9, TOTAL - 1)}`);
    expect(store.held).toBeLessThanOrEqual(200);
  }
});

test("while one scrolls at most three questions are asked in any second, and the last place is reached", async () => {
  const store = await opened();
  for (let step = 0; step < 300; step += 1) {
    store.need(step * 300, step * 300 + 25);
    await vi.advanceTimersByTimeAsync(16);
  }
  expect(times.length).toBeGreaterThan(6);
  for (const start of times) {
    expect(times.filter((other) => other >= start && other < start + 1_000).length).toBeLessThanOrEqual(3);
  }
  await vi.advanceTimersByTimeAsync(2_000);
  expect(store.row(299 * 300)?.number).toBe(`N${299 * 300}`);
});

test("changes are read in place, many of them at once, and never faster than three times a second", async () => {
  const store = await opened();
  asked = [];
  const before = Array.from({ length: 20 }, (_, n) => store.row(n)?.id);
  for (let change = 0; change < 250; change += 1) {
    const id = `t${change % 40}`;
    seen.set(id, { stage: `s${change}`, version: change });
    store.touch([id]);
    await vi.advanceTimersByTimeAsync(20);
  }
  await vi.advanceTimersByTimeAsync(1_500);
  expect(Array.from({ length: 20 }, (_, n) => store.row(n)?.id)).toEqual(before);
  for (let n = 0; n < 40; n += 1) expect(store.row(n)?.stage).toBe(seen.get(`t${n}`)?.stage);
  expect(asked.length).toBeLessThanOrEqual(3 * 6.5 + 1);
});

test("a row that one may see no more stays where it was, marked; strangers cost nothing", async () => {
  const store = await opened();
  asked = [];
  store.touch(["stranger"]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual([]);
  store.touch(["t3"]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([...store.gone]).toEqual(["t3"]);
  expect(store.row(3)?.id).toBe("t3");
});

test("new tickets are counted, not inserted", async () => {
  const store = await opened();
  for (let n = 0; n < 50; n += 1) store.announce();
  await vi.advanceTimersByTimeAsync(1_500);
  expect(store.come.value).toBe(3);
  expect(asked.filter((what) => what === "come").length).toBeLessThanOrEqual(2);
  expect(store.row(0)?.id).toBe("t0");
});

test("a question that failed is said and asked again when wanted", async () => {
  const broken = source();
  let fails = true;
  const page = broken.page;
  broken.page = async (cursor, signal) => {
    if (fails) throw new Error("no");
    return page(cursor, signal);
  };
  const store = new RowStore(broken);
  store.need(0, 20);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(store.error).toBeInstanceOf(Error);
  fails = false;
  store.retry();
  await vi.advanceTimersByTimeAsync(1_500);
  expect(store.row(0)?.id).toBe("t0");
});
