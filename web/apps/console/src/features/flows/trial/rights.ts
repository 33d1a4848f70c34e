import type { FieldRight, FormDefinition } from "@bihuan/core";
import type { TrialAction } from "./useTrial.ts";

// As the server has it (core/flow/trial.py): a try-run has no files, and no customers' machines.
const THINGS = ["device", "record", "role", "customer", "contact", "site", "contract", "ticket"];
const NOT_TRIED = new Set(["files", "signature", "checklist", "reading", "sub_table", ...THINGS]);

/** The action's rights to the form's fields, without those that nobody can fill in here. */
export function rightsOf(form: FormDefinition, action: TrialAction): Record<string, FieldRight> {
  const rights = { ...action.form } as Record<string, FieldRight>;
  if (!rights["*"] && Object.keys(rights).length > 0) rights["*"] = "read";
  for (const [key, field] of form.fields) if (NOT_TRIED.has(field.kind.name)) rights[key] = "hidden";
  return rights;
}

/** Whether an action can be done without being asked for anything. */
export function isPlain(action: TrialAction): boolean {
  const fills = Object.values(action.form).some((right) => right === "edit" || right === "required");
  const proves = action.signature === "required" || Object.keys(action.evidence).length > 0;
  const chooses = action.needs_person || action.targets.length > 1 || action.resume.length > 1;
  return !fills && !proves && !chooses && action.comment !== "required";
}
