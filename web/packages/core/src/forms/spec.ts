import { addWeekdays, type Env, NO_TREES } from "../rules/index.ts";
import { type Problem, Refusal } from "../values.ts";

/** For formulas that are known to ask for neither the time nor the zone. */
export const TIMELESS: Env = { now: 0, zone: "UTC", trees: NO_TREES, addWorkingDays: addWeekdays };

/** Refuse one value. `path` is relative to it. */
export function reject(code: string, data: Record<string, unknown> = {}, path = ""): never {
  throw new Refusal("form.rejected", [{ path, code, data }]);
}

export function problem(code: string, data: Record<string, unknown> = {}, path = ""): Problem {
  return { path, code, data };
}

/** What `work` gives and the faults of the values in it. */
export function attempt<T>(work: () => T): [T | null, readonly Problem[]] {
  try {
    return [work(), []];
  } catch (error) {
    if (error instanceof Refusal) return [null, error.problems];
    throw error;
  }
}
