// What the drawing says of steps: what the check found, what changed, how many tickets stand there.
import type { Mark } from "./canvas/marks.ts";
import type { Change } from "./model/diff.ts";
import type { FlowBody } from "./model/flow.ts";
import { findItem } from "./model/flow.ts";

export interface Finding {
  severity: "error" | "unproven" | "advice";
  step: string | null;
  path: string | null;
  code: string;
  text: Record<string, string>;
}

type Marks = Map<string, Mark>;

export function findingMarks(findings: readonly Finding[], say: (finding: Finding) => string): Marks {
  const found: Marks = new Map();
  for (const finding of findings) {
    if (!finding.step) continue;
    const known = found.get(finding.step);
    const isError = finding.severity !== "advice" || known?.tone === "danger";
    const said = [known?.said, say(finding)].filter(Boolean).join(" ");
    found.set(finding.step, { tone: isError ? "danger" : "warn", badge: "!", said });
  }
  return found;
}

export function changeMarks(changes: ReadonlyMap<string, Change>, say: (change: Change) => string): Marks {
  const tones = { added: "good", removed: "danger", changed: "warn", moved: "warn" } as const;
  return new Map(
    [...changes].map(([id, change]) => [id, { change, tone: tones[change], badge: say(change), said: say(change) }]),
  );
}

export interface Standing {
  step: string;
  tickets: number;
  dwell: number | null;
}

export function standingMarks(
  standing: readonly Standing[],
  body: FlowBody,
  say: { count: (tickets: number) => string; time: (ms: number) => string },
): Marks {
  const found: Marks = new Map();
  for (const { step, tickets, dwell } of standing) {
    // A step of an older version that is no more has no place here.
    if (!findItem(body, step)) continue;
    const parts = [tickets ? say.count(tickets) : "", dwell === null ? "" : say.time(dwell)].filter(Boolean);
    const text = parts.join(" · ");
    if (text) found.set(step, { tone: tickets ? "accent" : "quiet", badge: text, said: text });
  }
  return found;
}
