import { requestHeaders, tenantBase } from "./client.ts";
import { ProblemError } from "./problems.ts";
import type { FileInfo } from "./things.ts";

export type UploadProgress = (sent: number, total: number) => void;

/** What is larger goes piece by piece: a cut line costs one of them at most. */
const PIECE = 1 << 20;
const MOST_CUTS = 6;
const PAUSE_MS = 1_000;

/** Send one file and learn its id. A large one goes on after a cut where the server says that it stopped. */
export async function uploadFile(file: File, onProgress?: UploadProgress, signal?: AbortSignal): Promise<FileInfo> {
  const whole = { file, onProgress, signal };
  if (file.size <= PIECE) return send("POST", `/content?name=${encodeURIComponent(file.name)}`, whole, null);
  const begun = await begin(file);
  for (let cuts = 0, at = begun.offset; ; ) {
    try {
      const kept = await send("PATCH", `/${begun.id}`, whole, at);
      if (kept.state === "stored") return kept;
      at = kept.offset;
    } catch (fault) {
      if (!wasCut(fault) || ++cuts > MOST_CUTS) throw fault;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * cuts));
      at = (await arrived(begun.id)) ?? at;
    }
  }
}

async function begin(file: File): Promise<FileInfo> {
  const headers = { ...requestHeaders("POST"), "Content-Type": "application/json" };
  const body = JSON.stringify({ name: file.name || "file", size: file.size });
  const answer = await fetch(address(""), { method: "POST", headers, body }).catch(() => null);
  if (!answer) throw new ProblemError({}, 0);
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new ProblemError(said, answer.status);
  return said;
}

/** How far it has come; null while nobody can be asked. */
async function arrived(id: string): Promise<number | null> {
  const answer = await fetch(address(`/${id}`), { method: "HEAD", headers: requestHeaders("HEAD") }).catch(() => null);
  const offset = answer?.ok ? answer.headers.get("Upload-Offset") : null;
  return offset === null || offset === undefined ? null : Number(offset);
}

/** No answer came, or the server stands elsewhere than was thought: both are mended by asking how far it is. */
function wasCut(fault: unknown): boolean {
  return fault instanceof ProblemError && (fault.status === 0 || fault.status === 409 || fault.status >= 502);
}

interface Whole {
  file: File;
  onProgress: UploadProgress | undefined;
  signal: AbortSignal | undefined;
}

/** XMLHttpRequest, because fetch does not tell how far an upload has come. `from`: where it goes on. */
function send(
  method: string,
  path: string,
  { file, onProgress, signal }: Whole,
  from: number | null,
): Promise<FileInfo> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const start = from ?? 0;
    request.open(method, address(path));
    for (const [name, value] of Object.entries(requestHeaders(method))) request.setRequestHeader(name, value);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    if (from !== null) request.setRequestHeader("Upload-Offset", String(from));
    request.upload.onprogress = (event) => onProgress?.(start + event.loaded, file.size);
    request.onload = () => {
      const body = readJson(request.responseText);
      if (request.status < 300) resolve(body as FileInfo);
      else reject(new ProblemError(body ?? {}, request.status));
    };
    request.onerror = () => reject(new ProblemError({}, 0));
    request.onabort = () => reject(new DOMException("aborted", "AbortError"));
    signal?.throwIfAborted();
    signal?.addEventListener("abort", () => request.abort());
    request.send(from === null ? file : file.slice(start, start + PIECE, file.type));
  });
}

function address(path: string): string {
  return `${tenantBase()}/api/v1/files${path}`;
}

function readJson(text: string): object | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
