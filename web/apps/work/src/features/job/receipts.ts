// Whether 已阅 was said here already: it counts from the tap, and is shown before the server has answered.
import type { Item } from "../../shared/queue/item.ts";

/** `readAt`: when the ticket was read from the server, ms; what arrived before that shows in the ticket itself. */
export function hasSaid(outgoing: readonly Item[], readAt: number): boolean {
  return outgoing.some(
    ({ work, state, sentAt }) =>
      work.kind === "read" && state !== "refused" && (state !== "sent" || (sentAt ?? 0) > readAt),
  );
}
