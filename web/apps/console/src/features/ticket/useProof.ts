// The proof of a ticket's record, judged here, and the checkpoints that this browser keeps beside the server.
import { api, type RecordProof, type Ticket, type Trace, unwrap } from "@bihuan/api";
import { bestKept, judgeProof, type Kept, keptWith, type Verdict } from "@bihuan/core";
import { useMe } from "@bihuan/session";
import { useQuery } from "@tanstack/react-query";
import { useTrace } from "./useTicket.ts";

export interface Checked {
  proof: RecordProof;
  verdict: Verdict;
}

interface Box {
  origin: string;
  kept: Kept[];
}

const WAITING_MS = 15_000;

export function useChecked(ticket: Ticket, pageKey: string) {
  const { slug } = useMe().tenant;
  const trace = useTrace(pageKey, ticket.version).data;
  return useQuery({
    queryKey: ["recordProof", ticket.id, ticket.version],
    queryFn: () => check(slug, ticket, trace),
    enabled: trace !== undefined,
    refetchInterval: (query) => (query.state.data?.verdict.state === "waiting" ? WAITING_MS : false),
    retry: false,
  });
}

async function check(slug: string, ticket: Ticket, trace: Trace | undefined): Promise<Checked> {
  const box = readBox(slug);
  const asked = bestKept(box?.kept ?? [], newestLeaf(trace));
  const query = asked ? { kept: asked.size } : {};
  const path = { key: ticket.id };
  const proof = await unwrap(api.GET("/api/v1/tickets/{key}/proof", { params: { path, query } }));
  // Another log under the same address: what was kept of the former says nothing of it.
  const known = box?.origin === proof.origin ? box : { origin: proof.origin, kept: [] };
  const verdict = await judgeProof(proof, known.kept.length ? asked : null);
  keep(slug, known, proof, verdict);
  return { proof, verdict };
}

/** What is shown last may have no leaf yet: then nothing kept covers it. */
function newestLeaf(trace: Trace | undefined): number {
  const leaves = (trace?.events ?? []).map((event) => (typeof event.leaf === "number" ? event.leaf : Infinity));
  return Math.max(0, ...leaves);
}

function keep(slug: string, box: Box, proof: RecordProof, { state }: Verdict): void {
  const { checkpoint } = proof;
  if (!checkpoint || state === "broken" || state === "unchecked") return;
  const kept = keptWith(box.kept, { size: checkpoint.size, root: checkpoint.root, seen: Date.now() });
  try {
    localStorage.setItem(nameOf(slug), JSON.stringify({ origin: box.origin, kept }));
  } catch {
    // A browser that keeps nothing proves nothing later; it can still check what it is shown.
  }
}

function readBox(slug: string): Box | null {
  try {
    const box = JSON.parse(localStorage.getItem(nameOf(slug)) ?? "null");
    return typeof box?.origin === "string" && Array.isArray(box.kept) && box.kept.every(isKept) ? box : null;
  } catch {
    return null;
  }
}

function isKept(one: Partial<Kept> | null): boolean {
  return typeof one?.size === "number" && typeof one.root === "string" && typeof one.seen === "number";
}

function nameOf(slug: string): string {
  return `bihuan.checkpoints.${slug}`;
}
