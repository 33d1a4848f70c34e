// What a person did on the phone, on its way to the server. Plain values and functions; the engine is queue.ts.
import type {
  ActionInput,
  ChildInput,
  FieldProblem,
  MinutesInput,
  NewTicket,
  SessionInput,
  VisitTimeAnswer,
} from "@bihuan/api";

export type Work =
  | { kind: "file"; name: string; type: string; size: number }
  | { kind: "action"; task: string; action: string; body: ActionInput }
  | { kind: "urge"; task: string }
  | { kind: "run"; ticket: string; action: RunAction; body: RunActionBody }
  | { kind: "way"; ticket: string; instance: string; how: "end" | "retry" | "fill" | "skip"; reason: string }
  | { kind: "read"; ticket: string }
  | { kind: "helping"; task: string; move: "depart" | "arrive" | "leave" }
  | { kind: "note"; ticket: string; text: string; files: string[]; mentions?: string[] }
  | { kind: "session"; ticket: string; session: string | null; body: SessionInput }
  | { kind: "cancelSession"; ticket: string; session: string; reason: string }
  | { kind: "minutes"; ticket: string; session: string; body: MinutesInput }
  | { kind: "child"; ticket: string; body: ChildInput }
  | { kind: "visitTime"; ticket: string; body: VisitTimeAnswer }
  | { kind: "report"; body: NewTicket };

/** What is done with a ticket's run as a whole. */
export type RunAction = "withdraw" | "reopen" | "terminate" | "force_close";

interface RunActionBody {
  reason: string;
  /** What becomes of open child tickets. */
  children: "" | "leave" | "end";
}

/** What people do together on a ticket: sessions with their minutes, and children for other teams. */
export type Joint = Extract<Work, { kind: "session" | "cancelSession" | "minutes" | "child" }>;

/** `kept` on the phone only, on its way, received by the server, or turned down by it. */
export type State = "kept" | "sending" | "sent" | "refused";

export interface Item {
  /** A UUIDv7: the idempotency key, and a file's stand-in until the server has named it. */
  id: string;
  owner: string;
  /** What must arrive in order: the ticket, or the item itself. */
  chain: string;
  /** Its place in the queue, counted up on this phone: clocks are put back, counters are not. */
  no: number;
  /** The number of the ticket that it is about, for people. */
  about?: string;
  /** What it is called in lists: a label of an action, a title. */
  label: string;
  work: Work;
  /** When it was done by the phone's clock, ms. */
  at: number;
  state: State;
  tries: number;
  notBefore: number;
  /** Until when it is not sent because it is still being made smaller; renewed as long as somebody is at it. */
  heldUntil?: number;
  /** Bytes that arrived, of a file. */
  arrived?: number;
  /** What the server calls it: a file's id, a ticket's number. */
  result?: string;
  refusal?: Refusal;
  sentAt?: number;
}

/** Why it was turned down. `problems` and `version` (of the ticket) are kept where others changed the same thing. */
export interface Refusal {
  title: string;
  details: string[];
  code?: string;
  problems?: readonly FieldProblem[];
  version?: number;
}

const UPLOADS_AT_ONCE = 3;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 300_000;
const SHOWN_AFTER_MS = 86_400_000;

/** What may be sent now: files side by side, everything else in order per chain and after the files it names. */
export function readyItems(items: readonly Item[], now: number): Item[] {
  const due = (item: Item) => item.state === "kept" && isOver(waitsUntil(item), now);
  const held = new Set<string>();
  const results = fileResults(items);
  const others = items.filter((item) => {
    if (item.work.kind === "file" || item.state === "sent") return false;
    const isFirst = !held.has(item.chain);
    // One that was turned down stops its own ticket only, until somebody has looked at it.
    held.add(item.chain);
    return isFirst && due(item) && filesOf(item, items).every((file) => results.has(file));
  });
  const free = UPLOADS_AT_ONCE - items.filter((item) => item.work.kind === "file" && item.state === "sending").length;
  const files = items.filter((item) => item.work.kind === "file" && due(item));
  return [...files.slice(0, Math.max(0, free)), ...others];
}

/** The later one of both waits. */
export function waitsUntil(item: Item): number {
  return Math.max(item.notBefore, item.heldUntil ?? 0);
}

/** Whether a wait is over. One that is longer than any wait was set before somebody put the phone's clock back. */
export function isOver(until: number, now: number): boolean {
  return until <= now || until > now + LONGEST_WAIT_MS;
}

/** The queued files that an item names. */
export function filesOf(item: Item, items: readonly Item[]): string[] {
  if (item.work.kind === "file") return [];
  const files = new Set(items.filter((one) => one.work.kind === "file").map((one) => one.id));
  const found = new Set<string>();
  eachText(item.work, (text) => files.has(text) && found.add(text));
  return [...found];
}

/** What the server calls each file that has arrived, by its stand-in. */
export function fileResults(items: readonly Item[]): Map<string, string> {
  return new Map(
    items.flatMap((item) => (item.work.kind === "file" && item.result ? [[item.id, item.result] as const] : [])),
  );
}

/** Later steps of the same ticket, which build upon this one. */
export function stepsAfter(item: Item, items: readonly Item[]): Item[] {
  return items.filter(
    (one) => one.chain === item.chain && one.no > item.no && one.state !== "sent" && one.work.kind === "action",
  );
}

/** In the order in which it was done. */
export function inOrder(items: readonly Item[]): Item[] {
  return [...items].sort((a, b) => (a.no ?? 0) - (b.no ?? 0) || (a.id < b.id ? -1 : 1));
}

/** The same work without a file that shall not be sent. */
export function withoutFile<T>(value: T, file: string): T {
  if (Array.isArray(value)) {
    return value.filter((item) => item !== file).map((item) => withoutFile(item, file)) as T;
  }
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).map(([key, item]) => [key, item === file ? null : withoutFile(item, file)]);
  return Object.fromEntries(kept) as T;
}

/** The same value with every stand-in replaced by the server's own id. */
export function withResults<T>(value: T, results: ReadonlyMap<string, string>): T {
  if (typeof value === "string") return (results.get(value) ?? value) as T;
  if (Array.isArray(value)) return value.map((item) => withResults(item, results)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withResults(item, results)])) as T;
}

/** How long to wait after so many failed tries, ms; `chance` (0…1) keeps phones from returning all at once. */
export function waitAfter(tries: number, chance: number): number {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, tries - 1));
  return Math.round(longest * (0.75 + chance / 4));
}

/** Whether an item may be forgotten: long received, and nothing on its way names it. */
export function isDone(item: Item, items: readonly Item[], now: number): boolean {
  if (item.state !== "sent" || now - (item.sentAt ?? now) < SHOWN_AFTER_MS) return false;
  return !items.some((other) => other.state !== "sent" && filesOf(other, items).includes(item.id));
}

/** A UUIDv7 made here: the server takes it as the command's own name, on whatever way it arrives. */
export function newId(now: number, random: (bytes: Uint8Array<ArrayBuffer>) => void): string {
  const bytes = new Uint8Array(16);
  random(bytes);
  for (let at = 5, rest = now; at >= 0; at--, rest = Math.floor(rest / 256)) bytes[at] = rest % 256;
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function eachText(value: unknown, tell: (text: string) => void): void {
  if (typeof value === "string") tell(value);
  else if (typeof value === "object" && value !== null) for (const item of Object.values(value)) eachText(item, tell);
}
