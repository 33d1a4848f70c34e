import type { Trace } from "@bihuan/api";

/** One field that changed since somebody last decided. Keys are those of the core record or of the form. */
export interface Change {
  field: string;
  before: unknown;
  after: unknown;
}

interface Entry {
  type: string;
  what: Record<string, unknown>;
}

const DECISIONS = new Set(["VoteCast", "RunReopened"]);
const PAIRS = [
  ["changes", "before"],
  ["texts", "texts_before"],
  ["data", "data_before"],
] as const;

/** What is different from when somebody last decided: the first value of then beside the newest; null: nobody has. */
export function changesSinceDecision(trace: Trace): Change[] | null {
  const entries = trace.events as unknown as Entry[];
  const last = entries.findLastIndex((entry) => DECISIONS.has(entry.type));
  if (last < 0) return null;
  const found = new Map<string, Change>();
  for (const { what } of entries.slice(last + 1).filter((entry) => entry.type === "TicketChanged")) {
    for (const [now, before] of PAIRS) {
      for (const [field, after] of Object.entries((what[now] ?? {}) as Record<string, unknown>)) {
        const first = found.get(field);
        const was = (what[before] as Record<string, unknown> | null | undefined)?.[field] ?? null;
        found.set(field, { field, before: first ? first.before : was, after });
      }
    }
  }
  return [...found.values()].filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
}
