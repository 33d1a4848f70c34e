import { ProblemError } from "@bihuan/api";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  filesOf,
  type Item,
  inOrder,
  isDone,
  newId,
  readyItems,
  stepsAfter,
  waitAfter,
  withoutFile,
  withResults,
} from "../src/shared/queue/item.ts";
import { afterFailure, type Keeping, Queue, type Send } from "../src/shared/queue/queue.ts";
import { headersOf } from "../src/shared/queue/send.ts";

const NOW = 1_700_000_000_000;

let count = 0;

function note(id: string, changes: Partial<Item> = {}, files: string[] = []): Item {
  const work = { kind: "note", ticket: "t1", text: "x", files } as const;
  const rest = {
    owner: "p",
    chain: "t1",
    no: ++count,
    label: "",
    at: NOW,
    state: "kept",
    tries: 0,
    notBefore: 0,
  } as const;
  return { id, ...rest, work: { ...work, files }, ...changes };
}

function file(id: string, changes: Partial<Item> = {}): Item {
  return note(id, { work: { kind: "file", name: "a.jpg", type: "image/jpeg", size: 10 }, ...changes });
}

const ids = (items: readonly Item[]) => items.map((item) => item.id);

test("work of one ticket goes in order, tickets do not wait for each other", () => {
  const items = [note("a"), note("b"), note("c", { chain: "t2" })];
  expect(ids(readyItems(items, NOW))).toEqual(["a", "c"]);
});

test("what was turned down stops its own ticket only", () => {
  const items = [note("a", { state: "refused" }), note("b"), note("c", { chain: "t2" })];
  expect(ids(readyItems(items, NOW))).toEqual(["c"]);
});

test("work waits for the files that it names, files go three at once", () => {
  const files = ["f1", "f2", "f3", "f4"].map((id) => file(id));
  expect(ids(readyItems([...files, note("a", {}, ["f1"])], NOW))).toEqual(["f1", "f2", "f3"]);
  const arrived = [file("f1", { state: "sent", result: "server-1" }), note("a", {}, ["f1"])];
  expect(ids(readyItems(arrived, NOW))).toEqual(["a"]);
});

test("nothing is tried before its wait is over", () => {
  expect(readyItems([note("a", { notBefore: NOW + 1 })], NOW)).toEqual([]);
});

test("stand-ins of files are replaced wherever they stand", () => {
  const body = { files: ["f1", "other"], data: { photos: ["f1"], count: 2, none: null } };
  expect(withResults(body, new Map([["f1", "s1"]]))).toEqual({
    files: ["s1", "other"],
    data: { photos: ["s1"], count: 2, none: null },
  });
});

test("waits grow to five minutes", () => {
  expect(waitAfter(1, 1)).toBe(2_000);
  expect(waitAfter(3, 1)).toBe(8_000);
  expect(waitAfter(99, 1)).toBe(300_000);
  expect(waitAfter(1, 0)).toBe(1_500);
});

test("an id is a UUIDv7 of its moment", () => {
  const id = newId(NOW, (bytes) => bytes.fill(255));
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(id.replace("-", "").slice(0, 12), 16)).toBe(NOW);
});

test("what is done late says when it was done by the phone's clock", () => {
  expect(headersOf(note("a"), NOW + 100)).toEqual({ "Idempotency-Key": "a" });
  expect(headersOf(note("a"), NOW + 60_000)).toEqual({
    "Idempotency-Key": "a",
    "Bihuan-Claimed-At": String(NOW),
    "Bihuan-Device-Time": String(NOW + 60_000),
  });
});

test("a delivered file is kept in mind while work that names it is on its way", () => {
  const sent = file("f1", { state: "sent", sentAt: NOW, result: "s" });
  const later = NOW + 2 * 86_400_000;
  expect(isDone(sent, [sent, note("a", {}, ["f1"])], later)).toBe(false);
  expect(isDone(sent, [sent], later)).toBe(true);
  expect(filesOf(note("a", {}, ["f1"]), [sent])).toEqual(["f1"]);
});

test("a broken line is tried again, a refusal waits for the person", () => {
  expect(afterFailure(note("a"), new ProblemError({}, 0))).toMatchObject({ state: "kept", tries: 1 });
  expect(afterFailure(note("a"), new ProblemError({}, 503))).toMatchObject({ state: "kept" });
  const refused = afterFailure(note("a"), new ProblemError({ title: "No", code: "task.closed" }, 409));
  expect(refused).toMatchObject({ state: "refused", refusal: { title: "No", details: [] } });
});

// --- the engine ---------------------------------------------------------------------------------------------------

class Memory implements Keeping {
  readonly kept = new Map<string, Item>();
  readonly blobs = new Map<string, Blob>();
  items = async () => [...this.kept.values()];
  put = async (item: Item) => void this.kept.set(item.id, item);
  remove = async (id: string) => void this.kept.delete(id);
  putFile = async (id: string, blob: Blob) => void this.blobs.set(id, blob);
  file = async (id: string) => this.blobs.get(id);
  removeFile = async (id: string) => void this.blobs.delete(id);
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ENTRY = {
  owner: "p",
  chain: "t1",
  label: "",
  work: { kind: "note", ticket: "t1", text: "x", files: [] },
} as const;

test("an item is on the disk before it is sent, and its file stays until the server has it", async () => {
  const disk = new Memory();
  let fails = true;
  const send: Send = async (item) => {
    expect(disk.kept.has(item.id)).toBe(true);
    if (fails) throw new ProblemError({}, 0);
    return "server-file";
  };
  const queue = new Queue(disk, send);
  queue.serve("p");
  const id = await queue.add(
    { owner: "p", label: "", work: { kind: "file", name: "a", type: "", size: 1 } },
    new Blob(["x"]),
  );
  await vi.advanceTimersByTimeAsync(0);
  expect(disk.kept.get(id)?.state).toBe("kept");
  expect(disk.blobs.has(id)).toBe(true);
  fails = false;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(disk.kept.get(id)).toMatchObject({ state: "sent", result: "server-file" });
  expect(disk.blobs.has(id)).toBe(false);
});

test("work of somebody else on the same phone stays where it is", async () => {
  const sent: string[] = [];
  const queue = new Queue(new Memory(), async (item) => void sent.push(item.owner));
  queue.serve("q");
  await queue.add({ ...ENTRY, work: { ...ENTRY.work, files: [] } });
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual([]);
  queue.serve("p");
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual(["p"]);
});

test("what was on its way when the app closed goes again under the same key", async () => {
  const disk = new Memory();
  await disk.put(note("a", { state: "sending" }));
  const sent: string[] = [];
  const queue = new Queue(disk, async (item) => void sent.push(item.id));
  await queue.load();
  queue.serve("p");
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual(["a"]);
});

test("a refusal is kept with its words until the person tries again or gives it up", async () => {
  const disk = new Memory();
  let refuses = true;
  const queue = new Queue(disk, async () => {
    if (refuses) throw new ProblemError({ title: "Closed", code: "x" }, 409);
    return undefined;
  });
  queue.serve("p");
  const id = await queue.add({ ...ENTRY, work: { ...ENTRY.work, files: [] } });
  await vi.advanceTimersByTimeAsync(0);
  expect(disk.kept.get(id)?.refusal?.title).toBe("Closed");
  refuses = false;
  await queue.retry(id);
  await vi.advanceTimersByTimeAsync(0);
  expect(disk.kept.get(id)).toMatchObject({ state: "sent" });
  expect(disk.kept.get(id)?.refusal).toBeUndefined();
  await queue.giveUp(id);
  expect(disk.kept.size).toBe(0);
});

test("a mended step goes with its new words at its old time, and only one that was turned down is mended", async () => {
  const disk = new Memory();
  const seen: [string, number][] = [];
  const queue = new Queue(disk, async (item) => {
    if (item.work.kind === "note") seen.push([item.work.text, item.at]);
    if (seen.length === 1) throw new ProblemError({ title: "No" }, 422);
    return undefined;
  });
  queue.serve("p");
  const id = await queue.add({ ...ENTRY, work: { ...ENTRY.work, files: [] } });
  await vi.advanceTimersByTimeAsync(60_000);
  await queue.retry(id, { ...ENTRY.work, text: "y", files: [] });
  await vi.advanceTimersByTimeAsync(0);
  expect(seen.map(([text]) => text)).toEqual(["x", "y"]);
  expect(new Set(seen.map(([, at]) => at)).size).toBe(1);
  await queue.retry(id, { ...ENTRY.work, text: "z", files: [] });
  await vi.advanceTimersByTimeAsync(0);
  expect(seen).toHaveLength(2);
});

test("what names a file that was given up goes without it", async () => {
  expect(withoutFile({ files: ["f", "g"], data: { photos: ["f"], sign: "f" } }, "f")).toEqual({
    files: ["g"],
    data: { photos: [], sign: null },
  });
  const disk = new Memory();
  const queue = new Queue(disk, async (item) => {
    if (item.work.kind === "file") throw new ProblemError({ title: "Too large" }, 413);
    return item.work.kind === "note" ? item.work.files.join() : undefined;
  });
  queue.serve("p");
  const file = await queue.add(
    { owner: "p", chain: "t1", label: "", work: { kind: "file", name: "a", type: "", size: 1 } },
    new Blob(["x"]),
  );
  const step = await queue.add({ ...ENTRY, work: { ...ENTRY.work, files: [file] } });
  await vi.advanceTimersByTimeAsync(0);
  expect(disk.kept.get(step)?.state).toBe("kept");
  await queue.giveUp(file);
  await vi.advanceTimersByTimeAsync(0);
  expect(disk.kept.get(step)).toMatchObject({ state: "sent", work: { files: [] } });
});

test("the order is that of the queue, whatever the phone's clock says, and outlives the app", async () => {
  const disk = new Memory();
  const queue = new Queue(disk, async () => Promise.reject(new ProblemError({}, 0)));
  queue.serve("p");
  const first = await queue.add({ ...ENTRY, work: { ...ENTRY.work, files: [] } });
  vi.setSystemTime(Date.now() - 3_600_000);
  const second = await queue.add({ ...ENTRY, work: { ...ENTRY.work, files: [] } });
  const reopened = new Queue(disk, async () => undefined);
  await reopened.load();
  expect(ids(reopened.all())).toEqual([first, second]);
  const third = await reopened.add({ ...ENTRY, work: { ...ENTRY.work, files: [] } });
  expect(ids(inOrder([...disk.kept.values()].reverse()))).toEqual([first, second, third]);
});

test("giving a step up names the later steps that build upon it, not the notes between", () => {
  const step = (id: string) => note(id, { work: { kind: "action", task: "k", action: id, body: {} } });
  const items = [step("depart"), note("n"), step("arrive"), step("finish")];
  const [, , arrive] = items;
  expect(arrive && ids(stepsAfter(arrive, items))).toEqual(["finish"]);
});

test("of two pages one sends: the other adds, shows what became of it, and takes over what was left", async () => {
  const disk = new Memory();
  const sent: string[] = [];
  const make = (name: string) => new Queue(disk, async (item) => void sent.push(`${name} ${item.id}`));
  const [first, second] = [make("first"), make("second")];
  for (const queue of [first, second]) queue.serve("p");
  second.follow();
  const id = await second.add({ ...ENTRY, work: { ...ENTRY.work, files: [] } });
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual([]);
  first.take(id, disk.kept.get(id));
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual([`first ${id}`]);
  second.take(id, disk.kept.get(id));
  expect(second.all()).toMatchObject([{ id, state: "sent" }]);
  first.follow();
  const left = await first.add({ ...ENTRY, work: { ...ENTRY.work, files: [] } });
  await second.lead();
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual([`first ${id}`, `second ${left}`]);
  second.take(left, undefined);
  expect(ids(second.all())).toEqual([id]);
});

test("a video that is being made smaller waits, gives way to the smaller one, and goes by itself when nobody is at it", async () => {
  const disk = new Memory();
  const sizes: number[] = [];
  const queue = new Queue(disk, async (item) => {
    sizes.push((await disk.file(item.id))?.size ?? 0);
    return "server";
  });
  queue.serve("p");
  const video = {
    owner: "p",
    label: "a.mov",
    work: { kind: "file", name: "a.mov", type: "video/quicktime", size: 9 },
  } as const;
  const held = () => ({ ...video, heldUntil: Date.now() + 30_000 });
  const first = await queue.add(held(), new Blob(["123456789"]));
  await queue.hold(first, Date.now() + 30_000);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sizes).toEqual([]);
  await queue.replaceFile(first, new File(["123"], "a.mp4", { type: "video/mp4" }));
  await vi.advanceTimersByTimeAsync(0);
  expect(sizes).toEqual([3]);
  expect(disk.kept.get(first)).toMatchObject({ state: "sent", label: "a.mp4", work: { size: 3, type: "video/mp4" } });
  // The app was closed while it was at it: the original is on the disk, and goes.
  await queue.add(held(), new Blob(["123456789"]));
  await vi.advanceTimersByTimeAsync(31_000);
  expect(sizes).toEqual([3, 9]);
});
