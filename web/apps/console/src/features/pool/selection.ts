import type { TicketRow } from "@bihuan/api";
import { useCallback, useMemo, useState } from "react";

/** What is known of a chosen ticket; its row may be long out of memory. */
export interface Chosen {
  id: string;
  number: string;
  title: string;
}

export interface Selection {
  chosen: readonly Chosen[];
  has(id: string): boolean;
  toggle(row: TicketRow): void;
  set(rows: readonly TicketRow[]): void;
}

export function useSelection(): Selection {
  const [known, setKnown] = useState<ReadonlyMap<string, Chosen>>(new Map());
  const toggle = useCallback((row: TicketRow) => {
    setKnown((before) => {
      const next = new Map(before);
      if (!next.delete(row.id)) next.set(row.id, chosenOf(row));
      return next;
    });
  }, []);
  const set = useCallback((rows: readonly TicketRow[]) => {
    setKnown(new Map(rows.map((row) => [row.id, chosenOf(row)])));
  }, []);
  return useMemo(
    () => ({ chosen: [...known.values()], has: (id) => known.has(id), toggle, set }),
    [known, toggle, set],
  );
}

function chosenOf(row: TicketRow): Chosen {
  return { id: row.id, number: row.number, title: row.title ?? "" };
}
