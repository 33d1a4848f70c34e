// The way out of the phone: kept on the disk first, then sent, tried again until the server has answered.
import { ProblemError } from "@bihuan/api";
import {
  filesOf,
  type Item,
  inOrder,
  isDone,
  newId,
  readyItems,
  type Work,
  waitAfter,
  waitsUntil,
  withoutFile,
} from "./item.ts";

/** Where items and their files are kept. Resolves once they are on the disk. */
export interface Keeping {
  items(): Promise<Item[]>;
  put(item: Item): Promise<void>;
  remove(id: string): Promise<void>;
  putFile(id: string, file: Blob): Promise<void>;
  file(id: string): Promise<Blob | undefined>;
  removeFile(id: string): Promise<void>;
}

/** Send one item; answers what the server calls it. Throws ProblemError. */
export type Send = (item: Item, queue: Queue) => Promise<string | undefined>;

export interface Entry {
  owner: string;
  chain?: string;
  about?: string;
  label: string;
  work: Work;
  heldUntil?: number;
}

// Somebody else wrote since this person looked: he decides, field by field or on the whole.
const MOVED_ON = new Set(["ticket.fields_changed", "ticket.inputs_changed"]);
const BUSY = new Set([0, 401, 408, 425, 429, 500, 502, 503, 504]);

/** The items of everybody who used this phone; only those of `owner` are sent and shown. */
export class Queue {
  owner: string | null = null;
  /** Told of every item that the server took or turned down. */
  onAnswered: (item: Item) => void = () => undefined;
  private items: readonly Item[] = [];
  private next = 1;
  private sends = true;
  private adding: Promise<unknown> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();
  private readonly keeping: Keeping;
  private readonly send: Send;

  constructor(keeping: Keeping, send: Send) {
    this.keeping = keeping;
    this.send = send;
  }

  /** Take up what an earlier run left behind; what was on its way then may or may not have arrived: it goes again. */
  async load(): Promise<void> {
    const kept = await this.keeping.items();
    const now = Date.now();
    for (const item of kept.filter((one) => isDone(one, kept, now))) await this.keeping.remove(item.id);
    const open = inOrder(kept.filter((one) => !isDone(one, kept, now)));
    this.next = Math.max(0, ...open.map((item) => item.no ?? 0)) + 1;
    // What was added here while the disk was read is not among what was read.
    const added = this.items.filter(({ id }) => !kept.some((one) => one.id === id));
    const again = open.map((item): Item => (item.state === "sending" ? { ...item, state: "kept" } : item));
    this.show([...again, ...added]);
  }

  /** Send from here on, beginning with what another page of this phone left behind. */
  async lead(): Promise<void> {
    await this.load();
    this.sends = true;
    this.pump();
  }

  /** Another page of this phone sends; here it is only shown and added to. */
  follow(): void {
    this.sends = false;
    clearTimeout(this.timer);
  }

  /** Another page of this phone changed an item; undefined: it is gone. */
  take(id: string, item: Item | undefined): void {
    const known = this.items.find((one) => one.id === id);
    const others = this.items.filter((one) => one.id !== id);
    // What is on its way from here stays so, whatever was done to its words meanwhile.
    const isSending = known?.state === "sending" && item?.state === "kept";
    this.show(item ? inOrder([...others, isSending ? { ...item, state: "sending" } : item]) : others);
    this.next = Math.max(this.next, (item?.no ?? 0) + 1);
    if (item && item.state !== known?.state && item.state !== "kept") this.onAnswered(item);
    this.pump();
  }

  /** Whose work is sent from now on. */
  serve(owner: string | null): void {
    if (this.owner === owner) return;
    this.owner = owner;
    this.pump();
  }

  readonly all = (): readonly Item[] => this.items;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /**
   * Keep a piece of work and send it when that is possible. Resolves with its id once it is on the disk; rejects when
   * the disk takes no more. One after the other: what was done later is never on its way earlier.
   */
  add(entry: Entry, file?: Blob): Promise<string> {
    const at = Date.now();
    const added = this.adding.then(() => this.begin(entry, at, file));
    this.adding = added.catch(() => undefined);
    return added;
  }

  private async begin(entry: Entry, at: number, file?: Blob): Promise<string> {
    const id = newId(at, (bytes) => crypto.getRandomValues(bytes));
    const item: Item = { id, chain: id, ...entry, no: this.next++, at, state: "kept", tries: 0, notBefore: 0 };
    if (file) await this.keeping.putFile(id, file);
    await this.keeping.put(item);
    this.show([...this.items, item]);
    this.pump();
    return id;
  }

  file(id: string): Promise<Blob | undefined> {
    return this.keeping.file(id);
  }

  /** Try one again that was turned down; as it was, or mended. It was done when it was done: its time stays. */
  async retry(id: string, mended?: Work): Promise<void> {
    const item = this.items.find((one) => one.id === id);
    if (item?.state !== "refused") return;
    const { refusal: _, ...rest } = item;
    await this.change({ ...rest, work: mended ?? item.work, state: "kept", notBefore: 0 });
    this.pump();
  }

  /** Do not send a file yet: it is being made smaller. Whoever holds it says so again and again, or it goes. */
  async hold(id: string, until: number): Promise<void> {
    const item = this.items.find((one) => one.id === id);
    if (item?.state === "kept") await this.change({ ...item, heldUntil: until });
    this.pump();
  }

  /** The same file, smaller: it takes the place of what was kept, and may go. */
  async replaceFile(id: string, file: File): Promise<void> {
    const item = this.items.find((one) => one.id === id);
    if (item?.work.kind !== "file" || item.state !== "kept") return;
    await this.keeping.putFile(id, file);
    const work = { ...item.work, name: file.name, type: file.type, size: file.size };
    await this.change({ ...item, label: file.name, work, heldUntil: 0 });
    this.pump();
  }

  /** Somebody decided that it shall not be sent after all. What names a file that is given up goes without it. */
  async giveUp(id: string): Promise<void> {
    const naming = this.items.filter((item) => item.state !== "sent" && filesOf(item, this.items).includes(id));
    for (const item of naming) await this.change({ ...item, work: withoutFile(item.work, id) });
    this.show(this.items.filter((item) => item.id !== id));
    await this.keeping.remove(id);
    await this.keeping.removeFile(id);
    this.pump();
  }

  /** The network is back: nobody waits any longer. */
  hurry(): void {
    this.show(this.items.map((item) => ({ ...item, notBefore: 0 })));
    this.pump();
  }

  /** How far a file has come; only to be shown. */
  progress(id: string, arrived: number): void {
    this.show(this.items.map((item) => (item.id === id ? { ...item, arrived } : item)));
  }

  /** Send all that may be sent now, and come back when the next may. */
  pump(): void {
    clearTimeout(this.timer);
    if (!this.sends) return;
    const now = Date.now();
    const own = this.items.filter((item) => item.owner === this.owner);
    for (const item of readyItems(own, now)) void this.deliver(item);
    const next = Math.min(...own.map(waitsUntil).filter((until) => until > now));
    if (Number.isFinite(next)) this.timer = setTimeout(() => this.pump(), next - now);
  }

  private async deliver(item: Item): Promise<void> {
    this.show(this.items.map((one) => (one.id === item.id ? { ...one, state: "sending" } : one)));
    try {
      const result = await this.send(item, this);
      const sent: Item = { ...item, state: "sent", sentAt: Date.now(), ...(result ? { result } : {}) };
      await this.change(sent);
      // The server has said that it has it: only now may the phone let go.
      if (item.work.kind === "file") await this.keeping.removeFile(item.id);
      this.onAnswered(sent);
    } catch (error) {
      const { work } = this.items.find((one) => one.id === item.id) ?? item;
      const failed = afterFailure({ ...item, work }, error);
      await this.change(failed);
      if (failed.state === "refused") this.onAnswered(failed);
    }
    this.pump();
  }

  /** What was given up meanwhile stays given up. */
  private async change(item: Item): Promise<void> {
    if (!this.items.some((one) => one.id === item.id)) return;
    await this.keeping.put(item);
    this.show(this.items.map((one) => (one.id === item.id ? item : one)));
  }

  private show(items: readonly Item[]): void {
    this.items = items;
    for (const listener of this.listeners) listener();
  }
}

/** A line that broke is tried again by itself; a refusal waits for the person, and is never lost. */
export function afterFailure(item: Item, error: unknown): Item {
  const problem = error instanceof ProblemError ? error : new ProblemError({}, 0);
  const tries = item.tries + 1;
  if (BUSY.has(problem.status)) {
    return { ...item, state: "kept", tries, notBefore: Date.now() + waitAfter(tries, Math.random()) };
  }
  const details = problem.problems.map(({ detail }) => detail).filter(Boolean);
  const refusal = { title: problem.title || problem.code, details, code: problem.code };
  if (!MOVED_ON.has(problem.code)) return { ...item, state: "refused", tries, refusal };
  const moved = { problems: problem.problems, version: Number(problem.data.version) };
  return { ...item, state: "refused", tries, refusal: { ...refusal, ...moved } };
}
