import type { Action } from "@bihuan/api";

const PLACED = new Set(["arrive"]);
const SIGNED = new Set(["finish"]);

/** Whether an action is done by one tap: it needs no words, fields, files, signature or place. */
export function asksNothing(action: Action): boolean {
  const isPlain = action.comment !== "required" && !asksFields(action) && evidenceCount(action) === 0;
  return isPlain && !asksSignature(action) && !asksPlace(action) && action.targets.length === 0;
}

export function asksFields(action: Action): boolean {
  return Object.values(action.form).some((right) => right === "edit" || right === "required");
}

/** A customer may sign for finished work even where the flow does not demand it. */
export function asksSignature(action: Action): boolean {
  return action.signature !== "none" || SIGNED.has(action.key);
}

export function asksPlace(action: Action): boolean {
  return PLACED.has(action.key);
}

export function evidenceCount(action: Action): number {
  return Object.values(action.evidence).reduce((sum, each) => sum + each, 0);
}
