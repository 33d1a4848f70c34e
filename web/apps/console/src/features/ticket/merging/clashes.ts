// What others changed while a form was open, read from the history. Pure.
import { FORM } from "@bihuan/forms";
import type { Entry } from "../entries.ts";

/** Who changed a field last, and when. */
export interface Change {
  by: string | null;
  at: number;
}

/** What others changed after version `seen`, by path. Own changes are no news. */
export function changesSince(entries: readonly Entry[], seen: number, me: string): Map<string, Change> {
  const found = new Map<string, Change>();
  for (const { no, type, at, caller, what } of entries) {
    if (no <= seen || type !== "TicketChanged" || caller.id === me) continue;
    for (const path of pathsOf(what)) if ((found.get(path)?.at ?? 0) <= at) found.set(path, { by: caller.id, at });
  }
  return found;
}

function pathsOf(what: Readonly<Record<string, unknown>>): string[] {
  const keys = (part: unknown) => Object.keys((part as object | undefined) ?? {});
  return [...keys(what.changes), ...keys(what.texts), ...keys(what.data).map((key) => FORM + key)];
}
