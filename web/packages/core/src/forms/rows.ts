// Values that are lists of rows, each with an id of its own: what sub-tables and checklists share.
import { isObject, type Json, type JsonObject, join, type Problem, Refusal, type Texts } from "../values.ts";
import { bilingual } from "./definition.ts";
import { problem, reject } from "./spec.ts";
import { rowWords } from "./words.ts";

/** The rows of an untrusted value, which may hold anything but are as few as allowed. */
export function rowsOf(value: Json, most: number): readonly JsonObject[] {
  if (!Array.isArray(value)) reject("form.not_list");
  if (value.length > most) reject("form.too_many", { max: most });
  const faults = value.flatMap((row, index) =>
    isObject(row) ? [] : [problem("form.row_expected", {}, String(index))],
  );
  if (faults.length) throw new Refusal("form.rejected", faults);
  return value as readonly JsonObject[];
}

/** The rows by their ids, in order; what is no row is passed over. */
export function byId(value: Json | undefined): Map<string, JsonObject> {
  const listed = (Array.isArray(value) ? value : []).filter(isObject);
  return new Map(listed.flatMap((row) => (typeof row.id === "string" ? [[row.id, row] as const] : [])));
}

/** How a fault names a row of a table, or one cell of it. */
export function rowLabel(table: Texts, number: number, column?: Texts): Texts {
  const [whole, cell] = [bilingual(table), column && bilingual(column)];
  return rowWords(whole, number, cell);
}

/** Faults of one cell as faults of the whole value, named as people know the cell. */
export function under(path: string, label: Texts, problems: readonly Problem[]): Problem[] {
  return problems.map((found) => ({
    path: found.path ? join(path, found.path) : path,
    code: found.code,
    data: { ...found.data, label },
  }));
}

/** Rows as sent, completed by what stands: a key that a row leaves out stays, null empties it. */
export function laidOver(sent: Json, before: Json | undefined): Json {
  if (!Array.isArray(sent)) return sent;
  const standing = byId(before);
  return sent.map((row) => {
    const known = isObject(row) && typeof row.id === "string" ? standing.get(row.id) : undefined;
    return known ? { ...known, ...row } : row;
  });
}
