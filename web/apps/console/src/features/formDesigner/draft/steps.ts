// What was done to a draft, so that it can be undone and done again.
import type { FormBody } from "./body.ts";

const MOST = 200;

export interface Steps {
  /** What the draft was begun from, and the number of that version; 0: it was never published. */
  base: FormBody;
  version: number;
  now: FormBody;
  past: readonly FormBody[];
  future: readonly FormBody[];
  /** Of what the last step was a part: typing one word is one step, not one for each letter. */
  strand: string | null;
}

export type Step =
  | { do: "change"; to: FormBody; strand?: string }
  | { do: "undo" }
  | { do: "redo" }
  /** From now on it is a draft over another version: `to` says what it is then. */
  | { do: "rebase"; base: FormBody; version: number; to: FormBody }
  | { do: "begin"; steps: Steps };

export function begun(base: FormBody, version: number, now: FormBody = base): Steps {
  return { base, version, now, past: [], future: [], strand: null };
}

export function stepped(steps: Steps, step: Step): Steps {
  switch (step.do) {
    case "change":
      return changed(steps, step.to, step.strand ?? null);
    case "undo": {
      const to = steps.past.at(-1);
      if (!to) return steps;
      return { ...steps, now: to, past: steps.past.slice(0, -1), future: [steps.now, ...steps.future], strand: null };
    }
    case "redo": {
      const [to, ...future] = steps.future;
      return to ? { ...steps, now: to, past: [...steps.past, steps.now], future, strand: null } : steps;
    }
    case "rebase":
      return { ...changed(steps, step.to, null), base: step.base, version: step.version };
    case "begin":
      return step.steps;
  }
}

function changed(steps: Steps, to: FormBody, strand: string | null): Steps {
  if (to === steps.now) return steps;
  if (strand !== null && strand === steps.strand) return { ...steps, now: to, future: [] };
  return { ...steps, now: to, past: [...steps.past, steps.now].slice(-MOST), future: [], strand };
}
