import { createContext, useContext, useEffect, useMemo, useState } from "react";

/** What this person does at the ticket, beside having it open. */
export type Busy = "typing" | "editing";

interface Doings {
  add: (busy: Busy) => () => void;
}

const DoingsContext = createContext<Doings>({ add: () => () => {} });
export const DoingsProvider = DoingsContext.Provider;

/** Counts what the forms on the page say; the busiest is told to colleagues. */
export function useDoings(): { doings: Doings; state: "viewing" | Busy } {
  const [counts, setCounts] = useState({ typing: 0, editing: 0 });
  const doings = useMemo<Doings>(() => {
    const change = (busy: Busy, by: number) => setCounts((before) => ({ ...before, [busy]: before[busy] + by }));
    return {
      add: (busy) => {
        change(busy, 1);
        return () => change(busy, -1);
      },
    };
  }, []);
  return { doings, state: counts.editing ? "editing" : counts.typing ? "typing" : "viewing" };
}

/** While this form is shown, and `on`, colleagues see that somebody is at it. */
export function useBusy(busy: Busy, on = true): void {
  const { add } = useContext(DoingsContext);
  useEffect(() => (on ? add(busy) : undefined), [add, busy, on]);
}
