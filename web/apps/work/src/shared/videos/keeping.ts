// Videos are made smaller while they are kept already: the original waits on the phone, and goes if nothing better came.
import { shrunkVideo } from "@bihuan/forms";
import { useSyncExternalStore } from "react";
import { outbox } from "../queue/outbox.ts";

/** How long a video is held back without a word from whoever makes it smaller: then the original goes. */
export const HELD_MS = 30_000;
const RENEWED_MS = 10_000;

interface Shrinking {
  /** 0…1 */
  share: number;
  asItIs: () => void;
}

let running: ReadonlyMap<string, Shrinking> = new Map();
const listeners = new Set<() => void>();

/** Make a kept video smaller. Ends with the smaller one in its place, or with the original free to go. */
export async function shrinkKept(id: string, file: File): Promise<void> {
  const stop = new AbortController();
  const asItIs = () => stop.abort();
  const tell = (share: number) => show(id, { share, asItIs });
  tell(0);
  const renewing = setInterval(() => void outbox.hold(id, Date.now() + HELD_MS), RENEWED_MS);
  const small = await shrunkVideo(file, { tell, signal: stop.signal });
  clearInterval(renewing);
  if (small === file) await outbox.hold(id, 0);
  else await outbox.replaceFile(id, small).catch(() => outbox.hold(id, 0));
  show(id, null);
}

/** How far a video is; undefined where nothing is done to it. */
export function useShrinking(id: string): Shrinking | undefined {
  const all = useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => running,
  );
  return all.get(id);
}

function show(id: string, shrinking: Shrinking | null): void {
  const next = new Map(running);
  if (shrinking) next.set(id, shrinking);
  else next.delete(id);
  running = next;
  for (const listener of listeners) listener();
}
