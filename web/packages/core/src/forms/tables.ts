import { numberText } from "../rules/index.ts";
import { isObject, type Json, type JsonObject, type Problem, Refusal, same, type Texts } from "../values.ts";
import type { FieldRight } from "./context.ts";
import type { FieldDefinition, FieldKindSpec, PartRights, Situation } from "./definition.ts";
import { byId, laidOver, rowLabel, rowsOf, under } from "./rows.ts";
import { attempt, problem, TIMELESS } from "./spec.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const writable = (right: FieldRight | undefined) => right === "edit" || right === "required";

/** Rows of typed columns, in the order that people gave them. */
export const SUB_TABLE: FieldKindSpec = {
  name: "sub_table",
  ruleType: "rows",
  hasColumns: true,
  defaults: { max_rows: 50, min_rows: null },
  clean: (value, field) => {
    const rows = rowsOf(value, Number(field.settings.max_rows));
    const problems: Problem[] = [];
    const seen = new Set<string>();
    const found = rows.map((row, index) => cleanRow(row, index, field, seen, problems));
    if (problems.length) throw new Refusal("form.rejected", problems);
    return found.length ? found : null;
  },
  judge: function* (value, field, situation) {
    const rows = value as readonly JsonObject[];
    const fewest = field.settings.min_rows;
    if (typeof fewest === "number" && rows.length < fewest) yield problem("form.too_few", { min: fewest });
    const before = byId(situation.before);
    for (const [index, row] of rows.entries()) {
      yield* judgeRow(row, index, field, before.get(String(row.id)) ?? {}, situation);
    }
  },
  layOver: (sent, before, field, rights) => {
    const standing = byId(before);
    // Whoever may write some columns only neither adds nor removes a row.
    if (!writable(rights[""]) && !same([...byId(sent).keys()], [...standing.keys()])) {
      return [before ?? null, [problem("form.rows_fixed")]];
    }
    if (!Array.isArray(sent)) return [sent, []];
    const problems: Problem[] = [];
    const admitted = sent.map((row, index) => {
      if (!isObject(row)) return row;
      const old = typeof row.id === "string" ? standing.get(row.id) : undefined;
      const [kept, faults] = admit(row, old, field, rights);
      for (const [key, code, label] of faults) {
        problems.push(problem(code, { label: rowLabel(field.label, index + 1, label) }, `${index}.${key}`));
      }
      return kept;
    });
    return [laidOver(admitted, before), problems];
  },
  readable: (value, field, rights) => {
    const hidden = new Set(field.columns.filter(({ key }) => rights[key] === "hidden").map(({ key }) => key));
    if (!hidden.size) return value;
    return (value as readonly JsonObject[]).map((row) =>
      Object.fromEntries(Object.entries(row).filter(([key]) => !hidden.has(key))),
    );
  },
};

/** One row in canonical form: its id, then its cells in the order of the columns. Adds to `problems`. */
function cleanRow(
  row: JsonObject,
  index: number,
  field: FieldDefinition,
  seen: Set<string>,
  problems: Problem[],
): Record<string, Json> {
  const known = new Set(["id", ...field.columns.map(({ key }) => key)]);
  for (const key of Object.keys(row)) {
    if (!known.has(key)) problems.push(problem("form.column_unknown", {}, `${index}.${key.slice(0, 64)}`));
  }
  const clean: Record<string, Json> = {};
  for (const column of field.columns) {
    const [value, faults] = attempt(() => cellOf(row, clean, column));
    problems.push(...under(`${index}.${column.key}`, rowLabel(field.label, index + 1, column.label), faults));
    if (value !== null) clean[column.key] = value;
  }
  return { id: rowId(row.id, index, field.label, seen, problems), ...clean };
}

function rowId(value: Json | undefined, index: number, table: Texts, seen: Set<string>, problems: Problem[]): string {
  const found = typeof value === "string" && value.length === 36 ? value.toLowerCase() : "";
  const label = rowLabel(table, index + 1);
  if (!UUID.test(found)) problems.push(problem("form.row_id", { label }, `${index}.id`));
  else if (seen.has(found)) problems.push(problem("form.row_repeated", { label }, `${index}.id`));
  seen.add(found);
  return found;
}

/** A typed value cleaned, or one worked out from the columns to its left. */
function cellOf(row: JsonObject, clean: JsonObject, column: FieldDefinition): Json {
  const { compute } = column.linkage;
  if (!compute) {
    const value = row[column.key] ?? null;
    return value === null ? null : column.kind.clean(value, column);
  }
  const found = compute.value(clean, TIMELESS);
  if (found === null) return null;
  const result = (typeof found === "bigint" ? numberText(found) : found) as Json;
  return (column.kind.fit ?? column.kind.clean)(result, column);
}

function* judgeRow(
  row: JsonObject,
  index: number,
  field: FieldDefinition,
  before: JsonObject,
  situation: Situation,
): Generator<Problem> {
  if (!field.columns.some((column) => !column.linkage.compute && column.key in row)) {
    yield problem("form.row_empty", { label: rowLabel(field.label, index + 1) }, String(index));
    return;
  }
  for (const column of field.columns) {
    const label = rowLabel(field.label, index + 1, column.label);
    yield* under(`${index}.${column.key}`, label, [...judgeCell(row, column, before, situation)]);
  }
}

function* judgeCell(
  row: JsonObject,
  column: FieldDefinition,
  before: JsonObject,
  { parts, files, env }: Situation,
): Generator<Problem> {
  const right = parts[column.key] ?? "edit";
  if (column.linkage.compute || !writable(right)) return;
  const required = right === "required" || column.required === true;
  const value = row[column.key] ?? null;
  if (value === null) {
    if (required) yield problem("form.required");
    return;
  }
  const options = column.options.filter(({ retired }) => !retired).map((option) => option.value);
  const situation = { required, before: before[column.key], options, files, parts: {}, ...(env ? { env } : {}) };
  yield* column.kind.judge?.(value, column, situation) ?? [];
}

/** The row without what this caller may not write of it, and each such attempt. */
function admit(
  row: JsonObject,
  old: JsonObject | undefined,
  field: FieldDefinition,
  rights: PartRights,
): [JsonObject, [string, string, Texts | undefined][]] {
  const kept: Record<string, Json | undefined> = { ...row };
  const faults: [string, string, Texts | undefined][] = [];
  for (const column of field.columns) {
    const { key } = column;
    const fixed = !writable(rights[key]);
    if (!(key in row)) Object.assign(kept, old || column.linkage.compute ? {} : presetCell(column));
    else if (column.linkage.compute || fixed) delete kept[key];
    const code = fixed && !column.linkage.compute && forbidden(row[key], old?.[key] ?? null, column, rights[key]);
    if (code) faults.push([key, code, labelBeside(code, column)]);
  }
  return [kept, faults];
}

/** Of a column that the caller may not even know of, no more is said than of one that does not exist. */
function labelBeside(code: string, column: FieldDefinition): Texts | undefined {
  return code === "form.field_readonly" ? column.label : undefined;
}

/** Why a cell cannot be written by who may not write its column; null where it stays what it was. */
function forbidden(
  sent: Json | undefined,
  standing: Json,
  column: FieldDefinition,
  right: FieldRight | undefined,
): string | null {
  if (sent === undefined) return null;
  if (right === "hidden") return "form.field_unknown";
  return keeps(sent, standing, column) ? null : "form.field_readonly";
}

function presetCell(column: FieldDefinition): JsonObject {
  const preset = presetOf(column);
  return preset === null ? {} : { [column.key]: preset };
}

function keeps(sent: Json, standing: Json, column: FieldDefinition): boolean {
  if (sent === null) return standing === null;
  const [clean, faults] = attempt(() => column.kind.clean(sent, column));
  return !faults.length && same(clean, standing);
}

/** The value that a new row has unless another is typed. */
export function presetOf(column: FieldDefinition): Json {
  return (column.linkage.default?.value({}, TIMELESS) ?? null) as Json;
}
