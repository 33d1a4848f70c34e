// What two people changed at the same time, as the server tells it. Pure.
import { byId, type Json, type JsonObject } from "@bihuan/core";

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
export function clashesOf(problems: readonly { path: string; data?: unknown }[]): Clash[] {
  return problems.map(({ path, data }) => ({ path, ...(data as Omit<Clash, "path">) }));
}

/**
 * A patch (by path) as the choices leave it: theirs is not sent, so that it stands. Of rows it is: it holds what this
 * person did to other rows.
 */
export function decided(patch: JsonObject, clashes: readonly Clash[], choices: Choices): Record<string, Json> {
  const sent: Record<string, Json> = {};
  for (const [path, value] of Object.entries(patch)) {
    const clash = clashes.find((each) => each.path === path);
    const choice = clash ? choices.get(path) : "mine";
    if (choice === "mine") sent[path] = value ?? null;
    if (choice === "base" && clash) sent[path] = clash.base;
    if (choice === "theirs" && clash && byId(clash.theirs).size) sent[path] = clash.theirs;
  }
  return sent;
}
