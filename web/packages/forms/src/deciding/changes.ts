// What changed since somebody last decided, read from a ticket's history. Pure.

/** One field that changed since somebody last decided. Keys are those of the core record or of the form. */
export interface Change {
  field: string;
  before: unknown;
  after: unknown;
}

/** What is different since somebody last decided; `evidence`: proofs came in anew, `ways`: the run took another branch. */
export interface Since {
  changes: readonly Change[];
  evidence: boolean;
  ways: boolean;
}

/** An event as the history tells it. */
export interface Happened {
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
export function changesSinceDecision(entries: readonly Happened[]): Since | null {
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
  const changes = [...found.values()].filter(
    (change) => JSON.stringify(change.before) !== JSON.stringify(change.after),
  );
  return { changes, evidence: false, ways: false };
}

/** Why somebody is asked again, as the server compares what stood then with what stands now. */
interface AskedAgain {
  fields: readonly { key: string; before?: unknown; now?: unknown }[];
  evidence: boolean;
  ways: boolean;
}

/** An open task, as far as it says why somebody is asked again. */
interface OpenTask {
  actions: readonly unknown[];
  asked_again?: AskedAgain | null;
}

export function newSince({ fields, evidence, ways }: AskedAgain): Since {
  return { changes: fields.map(({ key, before, now }) => ({ field: key, before, after: now })), evidence, ways };
}

/** What is new since this very person decided, whoever decided meanwhile; null where he decides for the first time. */
export function changesSinceMine(tasks: readonly OpenTask[]): Since | null {
  const again = tasks.find(({ actions, asked_again }) => asked_again && actions.length > 0)?.asked_again;
  return again ? newSince(again) : null;
}

/** Whether all is as it was when he decided. */
export function isUnchanged({ changes, evidence, ways }: Since): boolean {
  return !changes.length && !evidence && !ways;
}

/** What was filled in after the report, by key: somebody who decides looks at that first. */
export function writtenLater(entries: readonly Happened[]): Set<string> {
  const changes = entries.filter((entry) => entry.type === "TicketChanged");
  return new Set(changes.flatMap(({ what }) => Object.keys((what.data ?? {}) as object)));
}
