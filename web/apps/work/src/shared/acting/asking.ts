import type { Action } from "@bihuan/api";

const PLACED = new Set(["arrive"]);
const KINDS: Record<string, string> = { image: "photo", video: "video", audio: "audio" };
const SIGNED = new Set(["finish"]);

/** Whether an action is done by one tap: it needs no words, fields, files, signature or place. */
export function asksNothing(action: Action): boolean {
  const isPlain = action.comment !== "required" && !asksFields(action) && evidenceCount(action) === 0;
  return isPlain && !action.needs_person && !asksSignature(action) && !asksPlace(action) && action.targets.length === 0;
}

// What is seldom done stands behind one more tap.
const ASIDE = new Set(["transfer", "consult", "sign_before", "sign_after", "sign_parallel", "take_back"]);

/** Whether an action is no way on, but a way to bring others in. */
export function isAside(action: Action): boolean {
  return ASIDE.has(action.key);
}

/** Whether a decision or a form is laid on what others wrote meanwhile, so that the server must know what was seen. */
export function countsOnInputs(action: Action, kind: string): boolean {
  return asksFields(action) || kind === "approve";
}

export function asksFields(action: Action): boolean {
  return Object.values(action.form).some((right) => right === "edit" || right === "required");
}

/** A customer may sign for finished work even where the flow does not demand it, if somebody was sent to him. */
export function asksSignature(action: Action, wasSent = true): boolean {
  return action.signature !== "none" || (wasSent && SIGNED.has(action.key));
}

export function asksPlace(action: Action): boolean {
  return PLACED.has(action.key);
}

/** How many files are still missing, by what kind of file each is; the server looks into them. */
export function lackingEvidence(action: Action, types: readonly string[]): number {
  const kinds = types.map((type) => KINDS[type.split("/")[0] ?? ""] ?? "document");
  const lacks = Object.entries(action.evidence).map(([kind, least]) => {
    const found = kind === "any" ? kinds.length : kinds.filter((one) => one === kind).length;
    return Math.max(0, least - found);
  });
  return lacks.reduce((sum, each) => sum + each, 0);
}

export function evidenceCount(action: Action): number {
  return Object.values(action.evidence).reduce((sum, each) => sum + each, 0);
}
