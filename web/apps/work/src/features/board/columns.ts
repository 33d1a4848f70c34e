import type { TicketRow } from "@bihuan/api";

export interface Column {
  type: string;
  stage: string;
  category: string;
  rows: TicketRow[];
}

const ORDER = ["new", "active", "waiting", "resolved"];

/** Tickets by stage in the order of work; in each the red ones first, then what is due first. */
export function columnsOf(rows: readonly TicketRow[]): Column[] {
  const columns = new Map<string, Column>();
  for (const row of rows) {
    const key = `${row.category}/${row.stage}`;
    const column = columns.get(key) ?? { type: row.type, stage: row.stage, category: row.category, rows: [] };
    column.rows.push(row);
    columns.set(key, column);
  }
  for (const column of columns.values()) column.rows.sort((a, b) => rank(a) - rank(b));
  return [...columns.values()].sort((a, b) => ORDER.indexOf(a.category) - ORDER.indexOf(b.category));
}

function rank(row: TicketRow): number {
  const due = typeof row.next_due === "number" ? row.next_due : Number.MAX_SAFE_INTEGER / 2;
  return row.red === true ? due - Number.MAX_SAFE_INTEGER / 2 : due;
}
