import { useSyncExternalStore } from "react";

const NARROW = "(max-width: 720px)";

/** Whether there is no room for a table. */
export function useNarrow(): boolean {
  return useSyncExternalStore(watch, () => matchMedia(NARROW).matches);
}

function watch(watcher: () => void): () => void {
  const query = matchMedia(NARROW);
  query.addEventListener("change", watcher);
  return () => query.removeEventListener("change", watcher);
}
