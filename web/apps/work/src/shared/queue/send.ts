import { api, type FileInfo, ProblemError, unwrap } from "@bihuan/api";
import { fileResults, type Item, type Work, withResults } from "./item.ts";
import { isJoint, sendJoint } from "./joint.ts";
import type { Queue } from "./queue.ts";

const PIECE = 512 * 1024;
/** Work that arrives this soon needs no claim about when it was done. */
const AT_ONCE_MS = 5_000;

/** Send one item. Its id makes a repeat harmless: the server answers with what it has already. */
export async function sendItem(item: Item, queue: Queue): Promise<string | undefined> {
  const { work } = item;
  if (work.kind === "file") return sendFile(item, work, queue);
  return sendCommand(item, withResults(work, fileResults(queue.all())));
}

async function sendCommand(item: Item, work: Exclude<Work, { kind: "file" }>): Promise<string | undefined> {
  const headers = headersOf(item, Date.now());
  if (work.kind === "action") {
    const { task, action, body } = work;
    const path = { task, action };
    await unwrap(api.POST("/api/v1/tasks/{task}/actions/{action}", { params: { path }, body, headers }));
    return undefined;
  }
  if (work.kind === "urge") {
    const path = { task: work.task };
    await unwrap(api.POST("/api/v1/tasks/{task}/urge", { params: { path }, body: { comment: "" }, headers }));
    return undefined;
  }
  if (work.kind === "run") {
    const path = { key: work.ticket, action: work.action };
    await unwrap(api.POST("/api/v1/tickets/{key}/actions/{action}", { params: { path }, body: work.body, headers }));
    return undefined;
  }
  if (work.kind === "way") {
    await sendWay(work, headers);
    return undefined;
  }
  if (work.kind === "read") {
    await unwrap(api.POST("/api/v1/tickets/{key}/read", { params: { path: { key: work.ticket } }, headers }));
    return undefined;
  }
  if (work.kind === "helping") {
    const path = { task: work.task, move: work.move };
    await unwrap(api.POST("/api/v1/tasks/{task}/helping/{move}", { params: { path }, headers }));
    return undefined;
  }
  if (work.kind === "note") {
    const path = { key: work.ticket };
    // A note that was kept by an older version of this app mentions nobody.
    const body = { text: work.text, files: work.files, mentions: work.mentions ?? [] };
    await unwrap(api.POST("/api/v1/tickets/{key}/notes", { params: { path }, body, headers }));
    return undefined;
  }
  if (work.kind === "visitTime") {
    const path = { key: work.ticket };
    await unwrap(api.PUT("/api/v1/tickets/{key}/visit-time", { params: { path }, body: work.body, headers }));
    return undefined;
  }
  if (isJoint(work)) return sendJoint(work, headers);
  return (await unwrap(api.POST("/api/v1/tickets", { body: work.body, headers }))).number;
}

/** A wait is over, or what failed is seen to. */
async function sendWay(work: Extract<Work, { kind: "way" }>, headers: Record<string, string>): Promise<void> {
  const { ticket: key, instance, how } = work;
  const body = { reason: work.reason };
  if (how === "end") {
    const params = { path: { key, instance } };
    await unwrap(api.POST("/api/v1/tickets/{key}/waits/{instance}/end", { params, body, headers }));
  } else {
    const params = { path: { key, instance, how } };
    await unwrap(api.POST("/api/v1/tickets/{key}/incidents/{instance}/{how}", { params, body, headers }));
  }
}

/** The key of the command and, for what was done earlier, when that was by the phone's own clock. */
export function headersOf(item: Item, now: number): Record<string, string> {
  const key = { "Idempotency-Key": item.id };
  if (now - item.at < AT_ONCE_MS) return key;
  return { ...key, "Bihuan-Claimed-At": String(item.at), "Bihuan-Device-Time": String(now) };
}

/** In pieces: after a drop it goes on where the server says that it stopped. */
async function sendFile(item: Item, work: Extract<Work, { kind: "file" }>, queue: Queue): Promise<string> {
  const blob = await queue.file(item.id);
  if (!blob) throw new ProblemError({ code: "file.gone" }, 410);
  const headers = { "Idempotency-Key": item.id };
  const body = { name: work.name, size: blob.size };
  let standing = await unwrap(api.POST("/api/v1/files", { body, headers }));
  while (standing.state === "open") {
    queue.progress(item.id, standing.offset);
    standing = await sendPiece(standing, blob);
  }
  return standing.id;
}

async function sendPiece({ id, offset }: FileInfo, blob: Blob): Promise<FileInfo> {
  return unwrap(
    api.PATCH("/api/v1/files/{file_id}", {
      params: { path: { file_id: id }, header: { "upload-offset": offset } },
      body: blob.slice(offset, offset + PIECE) as unknown as string,
      bodySerializer: (piece) => piece,
      headers: { "Content-Type": "application/octet-stream" },
    }),
  );
}
