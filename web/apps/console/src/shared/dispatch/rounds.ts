// The stored decision of a round, as the server sends it.
import type { DispatchRound } from "@bihuan/api";

export const TRIGGERS = ["new", "refused", "expired", "returned", "leaver", "freed", "by_hand"] as const;
export const MOVES = ["assign", "offer", "pool", "recommend", "dispatcher"] as const;
export const RULES = [
  "active",
  "named",
  "exclusions",
  "past_offers",
  "not_paused",
  "skills",
  "certificates",
  "area",
  "shift",
  "capacity",
  "day_cap",
  "language",
  "distance",
  "parts",
  "condition",
] as const;

interface Candidate {
  person: string;
  rank?: number;
  removed?: { rule: string }[];
}

export interface RoundLines {
  /** Whom the table puts first. */
  first: string | null;
  /** Who was scored, but others more. */
  behind: string[];
  /** Who does not fit, with the rules that say so. */
  removed: { person: string; rules: string[] }[];
}

/** Who stands where in the table of a round. */
export function linesOf(round: DispatchRound): RoundLines {
  const candidates = (round.candidates ?? []) as unknown as Candidate[];
  const scored = candidates.filter((one) => !one.removed).sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  const [first, ...behind] = scored.map((one) => one.person);
  return {
    first: first ?? null,
    behind,
    removed: candidates.flatMap(({ person, removed }) =>
      removed ? [{ person, rules: removed.map((fault) => fault.rule) }] : [],
    ),
  };
}

/** A key of a known set, or the fallback. */
export function known<K extends string>(keys: readonly K[], value: string, fallback: K): K {
  return keys.find((key) => key === value) ?? fallback;
}
