// What a ticket's proof is worth, seen from this browser: never more than was checked here (docs/printing.md).
import { canHash, provesGrowth, provesInclusion } from "./proofs.ts";

/** A checkpoint as this browser keeps it. `seen`: when it came, by this machine's clock. */
export interface Kept {
  size: number;
  root: string;
  seen: number;
}

/** What the server answers (`GET /tickets/{key}/proof`). */
export interface TicketProof {
  chain: "whole" | "broken";
  newest: number;
  covered: { no: number; hash: string; leaf: number; path: readonly string[] } | null;
  checkpoint: { size: number; root: string; note: string } | null;
  grown: { since: number; path: readonly string[] } | null;
  left: Left | null;
}

/** A checkpoint that left the server, as the server names it: when, for whom, and how the log grew from it. */
export interface Left {
  size: number;
  root: string;
  note: string;
  at: number;
  kind: "mail" | "webhook" | "tsa";
  label: string;
  path: readonly string[];
}

/**
 * - `proven`: against `since`, a checkpoint kept before, which covers all that is shown; with `by`, one that has left
 *   the server for somebody, who can be asked for it
 * - `consistent`: all proofs hold, with nothing kept before that covers it
 * - `waiting`: the newest entries are not signed yet
 * - `unchecked`: nothing can be computed here
 * - `broken`: a proof does not hold; `why` says which
 */
export type Verdict =
  | { state: "proven"; since: number; by?: string }
  | { state: "consistent" | "waiting" | "unchecked" }
  | { state: "broken"; why: "chain" | "path" | "note" | "grown" | "left" };

/** Judge a proof. `kept` is the checkpoint whose size was asked about; null: none was kept. */
export async function judgeProof(proof: TicketProof, kept: Kept | null): Promise<Verdict> {
  if (proof.chain === "broken") return { state: "broken", why: "chain" };
  if (!canHash()) return { state: "unchecked" };
  const { covered, checkpoint } = proof;
  if (kept && !(await hasGrown(proof, kept))) return { state: "broken", why: "grown" };
  if (!covered || !checkpoint) return { state: "waiting" };
  if (!statesTheSame(checkpoint)) return { state: "broken", why: "note" };
  const { size, root } = checkpoint;
  if (!(await provesInclusion({ ...covered, size, root }))) return { state: "broken", why: "path" };
  if (covered.no < proof.newest) return { state: "waiting" };
  if (kept && covered.leaf < kept.size) return { state: "proven", since: kept.seen };
  const { left } = proof;
  if (!left) return { state: "consistent" };
  if (!(await hasLeft(left, checkpoint))) return { state: "broken", why: "left" };
  return covered.leaf < left.size ? { state: "proven", since: left.at, by: left.label } : { state: "consistent" };
}

/** Whether what left says what stands beside it, and is an earlier state of the same log. */
async function hasLeft(left: Left, { size, root }: { size: number; root: string }): Promise<boolean> {
  const grew = { since: left.size, size, path: left.path, oldRoot: left.root, root };
  return statesTheSame(left) && (await provesGrowth(grew));
}

async function hasGrown({ checkpoint, grown }: TicketProof, kept: Kept): Promise<boolean> {
  if (!checkpoint || !grown || grown.since !== kept.size) return false;
  const { size, root } = checkpoint;
  return provesGrowth({ since: kept.size, size, path: grown.path, oldRoot: kept.root, root });
}

/** Whether the signed note says what stands beside it: that is what an auditor will be shown. */
function statesTheSame({ size, root, note }: { size: number; root: string; note: string }): boolean {
  const [, stated, base64] = note.split("\n");
  return stated === String(size) && base64 !== undefined && hexOf(base64) === root;
}

function hexOf(base64: string): string {
  try {
    return Array.from(atob(base64), (one) => one.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  } catch {
    return "";
  }
}

/**
 * Which of the kept checkpoints to ask about: the oldest that covers `leaf`, since it proves the most; else the largest,
 * which at least shows whether the log is still the same.
 */
export function bestKept(kept: readonly Kept[], leaf: number): Kept | null {
  const bySize = [...kept].sort((one, other) => one.size - other.size);
  return bySize.find(({ size }) => size > leaf) ?? bySize.at(-1) ?? null;
}

const MOST_KEPT = 24;
const DAY_MS = 86_400_000;

/** The kept checkpoints with one more: the first of each day stays longest, for the oldest prove the most. */
export function keptWith(kept: readonly Kept[], more: Kept): Kept[] {
  if (kept.some(({ size }) => size === more.size)) return [...kept];
  const all = [...kept, more].sort((one, other) => one.size - other.size);
  while (all.length > MOST_KEPT) all.splice(leastUseful(all), 1);
  return all;
}

/** One that another of its day stands before; else the second, for the first and the last stay. */
function leastUseful(all: readonly Kept[]): number {
  const dayOf = (one: Kept | undefined) => Math.floor((one?.seen ?? 0) / DAY_MS);
  const at = all.findIndex((one, index) => index > 0 && index < all.length - 1 && dayOf(one) === dayOf(all[index - 1]));
  return at > 0 ? at : 1;
}
