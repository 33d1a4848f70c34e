import { useWorkingHours } from "@bihuan/session";
import { Due as Countdown, type RowClock } from "@bihuan/ui";

/** How long a ticket has left, by the hours of its calendar; without a network, as it was read. */
export function Due({ row, now }: { row: RowClock; now: number }) {
  return <Countdown row={row} now={now} hours={useWorkingHours(row)} />;
}
