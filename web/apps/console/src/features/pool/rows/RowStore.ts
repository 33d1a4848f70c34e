// The rows of one list, as far as they are looked at: some parts of it in memory, and where all others begin.
import type { TicketMarks, TicketPage, TicketRow } from "@bihuan/api";
import { Limiter } from "./limiter.ts";

/** Rows that are asked for at once; two such parts are kept, so that never more than 200 rows are in memory. */
export const PART = 100;
const KEPT = 2;
const MOST_PER_SECOND = 3;

export interface Extent {
  /** How many rows the list has; null until the first answer. */
  total: number | null;
  /** False: there are more than one can scroll to. */
  exact: boolean;
}

/** How the server is asked. Every question is about the same list: what narrows and orders it stands in them. */
export interface Source {
  page(cursor: string, signal: AbortSignal): Promise<TicketPage>;
  marks(signal: AbortSignal): Promise<TicketMarks>;
  /** The rows with these ids as they are now, wherever they stand. */
  some(ids: readonly string[], signal: AbortSignal): Promise<TicketPage>;
  /** How many have come since the list was opened. */
  come(signal: AbortSignal): Promise<{ value: number; exact: boolean }>;
}

type Part = (TicketRow | undefined)[];

export class RowStore {
  extent: Extent = { total: null, exact: true };
  error: unknown = null;
  /** New ones that fit, not shown yet. */
  come = { value: 0, exact: true };
  /** Rows that are in the list no more, but still where they stood. */
  readonly gone = new Set<string>();
  /** Where one was: kept with the rows, for when one comes back. */
  top = 0;
  active = -1;
  readonly #source: Source;
  readonly #limiter = new Limiter(MOST_PER_SECOND, 1_000);
  // What happens all the time must leave room for what is looked at.
  readonly #changes = new Limiter(1, 1_000);
  readonly #arrivals = new Limiter(1, 2_000);
  readonly #parts = new Map<number, Part>();
  readonly #asked = new Map<number, AbortController>();
  readonly #life = new AbortController();
  readonly #watchers = new Set<() => void>();
  #cursors: readonly string[] | null = null;
  #wanted: readonly number[] = [0];
  #touched = new Set<string>();
  #version = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  get version(): number {
    return this.#version;
  }

  get held(): number {
    return [...this.#parts.values()].reduce((sum, part) => sum + part.length, 0);
  }

  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  row(index: number): TicketRow | undefined {
    return this.#parts.get(Math.floor(index / PART))?.[index % PART];
  }

  indexOf(id: string): number {
    for (const [number, part] of this.#parts) {
      const at = part.findIndex((row) => row?.id === id);
      if (at >= 0) return number * PART + at;
    }
    return -1;
  }

  loaded(): TicketRow[] {
    return [...this.#parts.values()].flat().filter((row) => row !== undefined);
  }

  /** These rows are looked at now. What one has scrolled past is not asked for any more. */
  need(first: number, last: number): void {
    const from = Math.floor(Math.max(first, 0) / PART);
    const to = Math.floor(Math.max(last, first, 0) / PART);
    this.#wanted = from === to ? [from] : [from, to];
    for (const [part, asked] of this.#asked) if (!this.#wanted.includes(part)) asked.abort();
    this.#askMissing();
  }

  /** Something happened to these tickets: those that are loaded are read anew, in place. */
  touch(ids: Iterable<string>): void {
    for (const id of ids) if (this.indexOf(id) >= 0) this.#touched.add(id);
    if (this.#touched.size > 0) this.#changes.run("some", () => this.#limiter.run("some", () => this.#refresh()));
  }

  /** There are new tickets; whether they belong to this list only the server knows. */
  announce(): void {
    this.#arrivals.run("come", () => this.#limiter.run("come", () => this.#count()));
  }

  /** Read everything in memory anew: one was away for a while. */
  revive(): void {
    if (this.extent.total === null) return;
    this.touch(this.loaded().map((row) => row.id));
    this.announce();
    this.#askMissing();
  }

  retry(): void {
    this.error = null;
    this.#tell();
    this.#askMissing();
  }

  close(): void {
    this.#life.abort();
    for (const limiter of [this.#limiter, this.#changes, this.#arrivals]) limiter.clear();
    for (const asked of this.#asked.values()) asked.abort();
  }

  #askMissing(): void {
    if (this.error || this.#life.signal.aborted) return;
    for (const part of this.#wanted) {
      if (this.#parts.has(part) || this.#asked.has(part) || !this.#canOpen(part)) continue;
      this.#limiter.run(`part${this.#wanted.indexOf(part)}`, () => this.#load(part));
    }
  }

  #canOpen(part: number): boolean {
    return part === 0 || this.#cursors?.[part - 1] !== undefined;
  }

  async #load(part: number): Promise<void> {
    if (!this.#wanted.includes(part) || this.#parts.has(part) || this.#asked.has(part)) return;
    const asked = new AbortController();
    this.#asked.set(part, asked);
    const cursor = part === 0 ? "" : (this.#cursors?.[part - 1] ?? "");
    try {
      const page = await this.#source.page(cursor, asked.signal);
      if (this.#life.signal.aborted) return;
      this.#keep(part, page);
      if (part === 0 && this.#cursors === null) this.#measure(page);
    } catch (error) {
      this.#fail(error, asked.signal);
    } finally {
      this.#asked.delete(part);
      this.#tell();
      this.#askMissing();
    }
  }

  #keep(part: number, page: TicketPage): void {
    this.#parts.set(part, page.items);
    while (this.#parts.size > KEPT) {
      const middle = this.#wanted[0] ?? part;
      const far = [...this.#parts.keys()].filter((one) => !this.#wanted.includes(one));
      far.sort((a, b) => Math.abs(b - middle) - Math.abs(a - middle));
      this.#parts.delete(far[0] ?? part);
    }
  }

  /** A list that ends with its first part is known whole; of a longer one the parts must be marked first. */
  #measure(page: TicketPage): void {
    if (page.next_cursor === null) {
      this.#cursors = [];
      this.extent = { total: page.items.length, exact: true };
      return;
    }
    this.extent = { total: page.count.value, exact: false };
    this.#limiter.run("marks", () => this.#mark());
  }

  async #mark(): Promise<void> {
    try {
      const marks = await this.#source.marks(this.#life.signal);
      this.#cursors = marks.cursors;
      this.extent = { total: marks.count.value, exact: marks.count.exact };
    } catch (error) {
      this.#fail(error, this.#life.signal);
    }
    this.#tell();
    this.#askMissing();
  }

  async #refresh(): Promise<void> {
    const ids = [...this.#touched].filter((id) => this.indexOf(id) >= 0);
    this.#touched = new Set();
    if (ids.length === 0) return;
    try {
      const page = await this.#source.some(ids, this.#life.signal);
      const fresh = new Map(page.items.map((row) => [row.id, row]));
      for (const id of ids) this.#replace(id, fresh.get(id));
      this.#tell();
    } catch {
      // The rows stay as they were; the next change, or coming back, reads them again.
    }
  }

  #replace(id: string, row: TicketRow | undefined): void {
    if (!row) {
      this.gone.add(id);
      return;
    }
    this.gone.delete(id);
    for (const part of this.#parts.values()) {
      const at = part.findIndex((known) => known?.id === id);
      if (at >= 0) part[at] = row;
    }
  }

  async #count(): Promise<void> {
    try {
      this.come = await this.#source.come(this.#life.signal);
      this.#tell();
    } catch {
      // Asked again with the next new ticket.
    }
  }

  #fail(error: unknown, signal: AbortSignal): void {
    if (signal.aborted || this.#life.signal.aborted) return;
    this.error = error;
  }

  #tell(): void {
    this.#version += 1;
    for (const watcher of [...this.#watchers]) watcher();
  }
}
