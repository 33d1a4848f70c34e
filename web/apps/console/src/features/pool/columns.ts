// Which columns the table shows, in which order and how wide: each person's own, kept on this device and in views.
import type { PoolField } from "@bihuan/api";

export interface ColumnChoice {
  key: string;
  width: number;
}

const KEPT = "bihuan.pool.columns";
export const LEAST_WIDTH = 64;
export const MOST_WIDTH = 640;
const WIDTHS: Record<string, number> = {
  stage: 112,
  priority: 72,
  next_due: 208,
  assignee: 128,
  customer: 180,
  device: 160,
  tags: 160,
  created_at: 120,
  updated_at: 120,
  resolved_at: 120,
  archived_at: 120,
};
/** Always there, takes what room is left: title, number and type. */
export const SUBJECT = "title";
// What the subject says already, or what nobody reads in a table.
const NO_COLUMN = new Set([SUBJECT, "number", "type", "description", "red", "clock_state", "next_clock", "contract"]);
export const USUAL: readonly ColumnChoice[] = ["stage", "priority", "next_due", "assignee", "created_at"].map(chosen);

export function chosen(key: string): ColumnChoice {
  return { key, width: WIDTHS[key] ?? 140 };
}

export function canBeColumn(field: PoolField): boolean {
  return !NO_COLUMN.has(field.key);
}

export function readColumns(text: string | null): readonly ColumnChoice[] {
  try {
    const found: unknown = JSON.parse(text ?? "");
    if (Array.isArray(found)) return found.filter(isChoice).map((one) => ({ key: one.key, width: bounded(one.width) }));
  } catch {
    // Nothing was kept, or something else was.
  }
  return USUAL;
}

export function keptColumns(): readonly ColumnChoice[] {
  return readColumns(localStorage.getItem(KEPT));
}

export function keepColumns(columns: readonly ColumnChoice[]): void {
  localStorage.setItem(KEPT, JSON.stringify(columns));
}

export function bounded(width: number): number {
  return Math.round(Math.min(Math.max(width, LEAST_WIDTH), MOST_WIDTH));
}

/** The column one place nearer to the front (-1) or the back (1). */
export function moved(columns: readonly ColumnChoice[], key: string, by: -1 | 1): readonly ColumnChoice[] {
  const from = columns.findIndex((one) => one.key === key);
  const to = from + by;
  const column = columns[from];
  if (!column || to < 0 || to >= columns.length) return columns;
  const rest = columns.filter((one) => one.key !== key);
  return [...rest.slice(0, to), column, ...rest.slice(to)];
}

function isChoice(one: unknown): one is ColumnChoice {
  const { key, width } = (one ?? {}) as Partial<ColumnChoice>;
  return typeof key === "string" && typeof width === "number";
}
