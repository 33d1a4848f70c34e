import type { Json } from "@bihuan/core";
import { type Choices, FORM, type FormState } from "@bihuan/forms";
import type { Merging } from "./useMerging.tsx";

/** A form's patch as chosen; the form shows it, too, in case that it is refused for another reason. */
export function settleForm(merging: Merging, state: FormState, choices: Choices, core: Record<string, Json> = {}) {
  const typed = Object.entries(state.changes).map(([key, value]) => [FORM + key, value] as const);
  const { patch, seen } = merging.settle({ ...core, ...Object.fromEntries(typed) }, choices);
  const data: Record<string, Json> = {};
  const changes: Record<string, Json> = {};
  for (const [path, value] of Object.entries(patch)) {
    if (path.startsWith(FORM)) data[path.slice(FORM.length)] = value;
    else changes[path] = value;
  }
  for (const [path, value] of typed) {
    const key = path.slice(FORM.length);
    if (!(key in data)) state.drop(key);
    else if (data[key] !== value) state.set(key, data[key] ?? null);
  }
  return { data, changes, seen };
}
