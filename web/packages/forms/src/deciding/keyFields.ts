// Which fields of a form somebody who decides looks at first: by the form's own definition, not by names.
import type { FieldDefinition, FieldRight, FormDefinition, JsonObject } from "@bihuan/core";

const MOST = 6;
// Money first, then what was chosen or counted, then words; what has to be opened to be seen comes last.
const WEIGHTS: Readonly<Record<string, number>> = {
  amount: 0,
  number: 2,
  date_time: 2,
  choice: 3,
  multi_choice: 3,
  text: 4,
  long_text: 5,
  files: 6,
  signature: 7,
};
const REFERENCE = 3;
// A field that decides what else is asked, or that was filled in after the report, matters more than its kind tells.
const ASKED = 1.5;
const LATER = 3;

/**
 * The keys of what matters most, of what this person may read and what says something: most important first.
 * `written`: what was filled in after the report.
 */
export function keyFields(
  form: FormDefinition,
  rights: Readonly<Record<string, FieldRight>>,
  values: JsonObject,
  written: ReadonlySet<string> = new Set(),
  most = MOST,
): string[] {
  const asked = conditioned(form);
  const weightOf = (field: FieldDefinition) =>
    (WEIGHTS[field.kind.name] ?? REFERENCE) - (asked.has(field.key) ? ASKED : 0) - (written.has(field.key) ? LATER : 0);
  return [...form.fields.values()]
    .filter(({ key }) => (rights[key] ?? rights["*"] ?? "read") !== "hidden" && saysSomething(values[key]))
    .map((field, at) => ({ key: field.key, weight: weightOf(field), at }))
    .sort((one, other) => one.weight - other.weight || one.at - other.at)
    .slice(0, most)
    .map(({ key }) => key);
}

/** Fields on which other fields depend. */
function conditioned(form: FormDefinition): Set<string> {
  const found = new Set<string>();
  for (const { linkage } of form.fields.values()) {
    for (const when of [linkage.show, linkage.require]) for (const path of when.reads) found.add(path);
  }
  return found;
}

function saysSomething(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
}
