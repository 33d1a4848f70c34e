import { requestHeaders, tenantBase } from "./client.ts";
import { ProblemError } from "./problems.ts";
import type { FileInfo } from "./things.ts";

export type UploadProgress = (sent: number, total: number) => void;

/** Send one file and learn its id. XMLHttpRequest, because fetch does not tell how far an upload has come. */
export function uploadFile(file: File, onProgress?: UploadProgress, signal?: AbortSignal): Promise<FileInfo> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${tenantBase()}/api/v1/files/content?name=${encodeURIComponent(file.name)}`);
    for (const [name, value] of Object.entries(requestHeaders("POST"))) request.setRequestHeader(name, value);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.upload.onprogress = (event) => onProgress?.(event.loaded, event.total);
    request.onload = () => {
      const body = readJson(request.responseText);
      if (request.status < 300) resolve(body as FileInfo);
      else reject(new ProblemError(body ?? {}, request.status));
    };
    request.onerror = () => reject(new ProblemError({}, 0));
    request.onabort = () => reject(new DOMException("aborted", "AbortError"));
    signal?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

function readJson(text: string): object | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
