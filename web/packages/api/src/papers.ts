import { requestHeaders, tenantBase } from "./client.ts";
import { ProblemError } from "./problems.ts";

/** 派工单, 回单 and 证据 of a ticket, as PDF. */
export type PaperKind = "work_order" | "receipt" | "evidence";

/** Have a paper made and hand it to the browser as a file. Throws ProblemError when it is refused. */
export async function savePaper(ticket: string, kind: PaperKind): Promise<void> {
  const address = `${tenantBase()}/api/v1/tickets/${encodeURIComponent(ticket)}/print/${kind}.pdf`;
  const answer = await fetch(address, { headers: requestHeaders("GET") }).catch(() => null);
  if (!answer) throw new ProblemError({}, 0);
  if (!answer.ok) throw new ProblemError(await answer.json().catch(() => ({})), answer.status);
  save(await answer.blob(), nameIn(answer.headers.get("Content-Disposition")) ?? `${kind}.pdf`);
}

/** The name that the server gave, with its Chinese characters (RFC 6266). */
export function nameIn(disposition: string | null): string | null {
  const [, name] = /filename\*=UTF-8''([^;]+)/.exec(disposition ?? "") ?? [];
  try {
    return name ? decodeURIComponent(name) : null;
  } catch {
    return null;
  }
}

function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // Some browsers read it a moment later.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
