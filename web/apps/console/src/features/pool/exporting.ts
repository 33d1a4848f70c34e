// The export as it arrives: counted on the way, then handed to the browser as a file.
import { ProblemError, requestHeaders, tenantBase } from "@bihuan/api";
import { conditionOf, type PoolFilter } from "./filter.ts";

export type ExportFormat = "csv" | "csv-gb18030" | "xlsx";

export interface Progress {
  /** How many rows have come; null where a packed file does not tell. */
  rows: number | null;
  total: number;
  bytes: number;
}

const NEW_LINE = 10;
const NAMES: Record<ExportFormat, string> = { csv: "csv", "csv-gb18030": "csv", xlsx: "xlsx" };

export async function exportPool(
  filter: PoolFilter,
  columns: readonly string[],
  format: ExportFormat,
  tell: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> {
  const query = new URLSearchParams({ sort: filter.sort, columns: columns.join(","), format });
  for (const [name, value] of Object.entries({ filter: conditionOf(filter), q: filter.q, type: filter.type })) {
    if (value) query.set(name, value);
  }
  const answer = await fetch(`${tenantBase()}/api/v1/tickets/export?${query}`, {
    headers: requestHeaders("GET"),
    signal,
  });
  if (!answer.ok || !answer.body) throw new ProblemError(await answer.json().catch(() => ({})), answer.status);
  const total = Number(answer.headers.get("X-Total-Count") ?? 0);
  const parts: BlobPart[] = [];
  const progress = { rows: format === "xlsx" ? null : 0, total, bytes: 0 };
  const reader = answer.body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    progress.bytes += next.value.length;
    if (progress.rows !== null) progress.rows += linesIn(next.value);
    // The first line is the heads.
    tell({ ...progress, rows: progress.rows === null ? null : Math.max(Math.min(progress.rows - 1, total), 0) });
  }
  save(new Blob(parts, { type: answer.headers.get("Content-Type") ?? "" }), `tickets.${NAMES[format]}`);
}

function linesIn(bytes: Uint8Array): number {
  let lines = 0;
  for (const byte of bytes) if (byte === NEW_LINE) lines += 1;
  return lines;
}

function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
