// What is asked about a table, and what follows from the answers. Plain functions, tested without a page.
import type { ImportCheck, ImportInput, ImportTable } from "@bihuan/api";

export type ImportKind = ImportInput["kind"];

/** The columns as they are matched: column → field. */
export function matchedOf(table: ImportTable): Record<string, string> {
  const matched = table.columns.filter((column) => column.key !== null);
  return Object.fromEntries(matched.map((column) => [String(column.index), column.key as string]));
}

/** One column is another field now; the column that had it before loses it. */
export function matchedAnew(columns: Record<string, string>, index: number, key: string): Record<string, string> {
  const kept = Object.entries(columns).filter(([place, taken]) => place !== String(index) && taken !== key);
  return Object.fromEntries(key ? [...kept, [String(index), key]] : kept);
}

/** Fields without which no row can be taken over, and that no column is. */
export function missingFields(table: ImportTable, columns: Record<string, string>): ImportTable["fields"] {
  const taken = new Set(Object.values(columns));
  return table.fields.filter((field) => field.required && !taken.has(field.key));
}

/** How many rows would make or change something. */
export function rowsToImport(check: ImportCheck): number {
  return check.made + check.changed;
}

/** What was pasted, as a file that the server reads like any other. */
export function pastedFile(text: string): File {
  return new File([text], "paste.tsv", { type: "text/tab-separated-values" });
}

/** How far, in whole percent; the last one is kept for the end. */
export function percentOf(done: number, rows: number): number {
  return rows === 0 ? 100 : done >= rows ? 100 : Math.min(99, Math.floor((done * 100) / rows));
}
