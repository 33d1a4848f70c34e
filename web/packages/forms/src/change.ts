import type { Json } from "@bihuan/core";

/** What a field is to hold: said outright, or made of what it holds at that moment. */
export type Change = Json | ((now: Json) => Json);

/**
 * What a field holds after a change. Whoever changes a part of a value (a photo more, one cell of a row) says so as a
 * function: what was drawn on the screen may be older than what stands, as when a photo arrives while a thumb answers.
 */
export function changed(change: Change, now: Json): Json {
  return typeof change === "function" ? change(now) : change;
}
