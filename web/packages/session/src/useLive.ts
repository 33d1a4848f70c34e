import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { type Happening, type LiveState, listen, liveState, watchLive } from "./live.ts";
import { ME } from "./session.ts";

const GATHER_MS = 500;

/** Whether the page hears of changes as they happen. */
export function useLiveState(): LiveState {
  const state = useSyncExternalStore(watchLive, liveState);
  const client = useQueryClient();
  useEffect(() => {
    // The server ended the stream because the session has: asking who is here leads to the sign-in.
    if (state === "ended") client.invalidateQueries({ queryKey: ME });
  }, [state, client]);
  return state;
}

/**
 * Tells of what happened, gathered: however much happens, `onBatch` is called once per `gatherMs` at most.
 * `concerns` chooses what belongs to a batch.
 */
export function useHappenings(
  concerns: (happening: Happening) => boolean,
  onBatch: (batch: readonly Happening[]) => void,
  gatherMs = GATHER_MS,
): void {
  const chosen = useRef(concerns);
  const told = useRef(onBatch);
  chosen.current = concerns;
  told.current = onBatch;
  useEffect(() => {
    let gathered: Happening[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      const batch = gathered;
      gathered = [];
      timer = undefined;
      told.current(batch);
    };
    const end = listen((happening) => {
      if (!chosen.current(happening)) return;
      gathered.push(happening);
      timer ??= setTimeout(tell, gatherMs);
    });
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [gatherMs]);
}
