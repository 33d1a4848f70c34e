// What two people changed at the same time: read from the server's answer and from the history. Pure.
import type { ProblemError } from "@bihuan/api";
import type { Json, JsonObject } from "@bihuan/core";
import type { Entry } from "../entries.ts";

/** One field that both changed. `path`: `data.<key>` of the form, else a name of the core record. */
export interface Clash {
  path: string;
  base: Json;
  mine: Json;
  theirs: Json;
  by: string | null;
  at: number;
}

export type Choice = "mine" | "theirs" | "base";
export type Choices = ReadonlyMap<string, Choice>;

export const FORM = "data.";

/** The clashes that a refusal names. */
export function clashesOf(error: ProblemError): Clash[] {
  return error.problems.map(({ path, data }) => ({ path, ...(data as Omit<Clash, "path">) }));
}

/** A patch (by path) as the choices leave it: theirs is not sent, so that it stands. */
export function decided(patch: JsonObject, clashes: readonly Clash[], choices: Choices): Record<string, Json> {
  const sent: Record<string, Json> = {};
  for (const [path, value] of Object.entries(patch)) {
    const clash = clashes.find((each) => each.path === path);
    const choice = clash ? choices.get(path) : "mine";
    if (choice === "mine") sent[path] = value ?? null;
    if (choice === "base" && clash) sent[path] = clash.base;
  }
  return sent;
}

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
