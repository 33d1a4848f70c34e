/** What a ticket waits for: apart from the rest of this package, for no first page says it. */
export { useWaitSaid, type Wait, type WayOn, waysOn } from "./said.ts";
export { words as waitWords } from "./words.ts";
