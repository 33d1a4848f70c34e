import { byId, type FieldDefinition, type Json, type JsonObject, presetOf } from "@bihuan/core";
import type { Change } from "../change.ts";
import type { FormState } from "../useFormState.ts";

type Row = Readonly<Record<string, Json | undefined>>;

/** What stands in the control: what was typed, else what was stored. */
export function rowsIn(field: FieldDefinition, state: FormState): JsonObject[] {
  const value = field.key in state.changes ? state.changes[field.key] : state.evaluation.values[field.key];
  return [...byId(value ?? null).values()];
}

/** A row's own name for good: made here, so that two people without a line never make the same one. */
export function newRowId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = 0x40 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export function newRow(field: FieldDefinition): JsonObject {
  const presets = field.columns.map((column) => [column.key, presetOf(column)] as const);
  return { id: newRowId(), ...Object.fromEntries(presets.filter(([, preset]) => preset !== null)) };
}

/** Whether nothing was typed into a row that its defaults did not bring. */
export function isUntouched(field: FieldDefinition, row: Row): boolean {
  return field.columns.every(
    (column) => column.linkage.compute || (row[column.key] ?? null) === null || row[column.key] === presetOf(column),
  );
}

/** Rows as they are sent: what is worked out is left to whoever works it out. */
export function typedRows(field: FieldDefinition, rows: readonly Row[]): Json {
  const computed = new Set(field.columns.filter((column) => column.linkage.compute).map(({ key }) => key));
  const typed = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([key]) => !computed.has(key))));
  return typed.length ? (typed as Json) : null;
}

/** One row as a form of its own, so that its cells are the same controls as the fields of a form. */
export function stateOfRow(
  state: FormState,
  row: Row,
  options: Readonly<Record<string, readonly string[]>>,
  set: (key: string, change: Change) => void,
): FormState {
  const values = row as Readonly<Record<string, Json>>;
  return {
    ...state,
    changes: values,
    evaluation: { ...state.evaluation, values, readonly: new Set(), required: new Set(), options },
    set,
    problemAt: () => undefined,
  };
}
