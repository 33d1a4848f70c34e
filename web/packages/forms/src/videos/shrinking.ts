// Videos made smaller before they travel, where the browser can. Light: the work itself is loaded when it is needed.

import type { Watch } from "./watch.ts";

const SMALL_ENOUGH = 3_000_000;

/** A video of at most 720 lines; whatever cannot be made smaller, or shall not, is the file itself. Never throws. */
export async function shrunkVideo(file: File, watch: Watch): Promise<File> {
  if (!isShrinkable(file) || watch.signal.aborted) return file;
  try {
    const { shrink } = await import("./shrink.ts");
    const made = await shrink(file, watch);
    return made && made.size < file.size && !watch.signal.aborted ? made : file;
  } catch {
    return file;
  }
}

/** Browsers have encoders for pages that came over https only. */
export function isShrinkable(file: File): boolean {
  return file.type.startsWith("video/") && file.size > SMALL_ENOUGH && typeof VideoEncoder !== "undefined";
}
