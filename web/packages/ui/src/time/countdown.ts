// What a clock says in a list: a word and a colour, made of how it stood and of the present.
import type { Translate } from "@bihuan/i18n";
import type { Tone } from "../Chip.tsx";
import type { texts } from "./texts.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NEAR_MS = HOUR;

type Say = Translate<(typeof texts)["zh"]>;

/** What a list knows of a ticket's clocks, as of their last move. */
export interface RowClock {
  next_due?: number | null;
  clock_state?: string | null;
  red?: boolean | null;
  /** Whether the clock that is due next counts at the time of reading, and when that changes. */
  clock_hours?: { open: boolean; changes_at: number | null; calendar?: string | null } | null;
}

/** A working calendar, for whoever has one: then nothing about hours is guessed. Instants and lengths in ms. */
export interface WorkingHours {
  isOpen(at: number): boolean;
  nextOpening(at: number): number | null;
  elapsed(since: number, until: number): number;
}

export interface Countdown {
  tone: Tone;
  text: string;
}

/** A length of time in its two largest units: 2 天 3 小时, 3 h 20 min. */
export function lengthWords(ms: number, say: Say): string {
  const length = Math.abs(ms);
  const days = Math.floor(length / DAY);
  const hours = Math.floor((length % DAY) / HOUR);
  const minutes = Math.floor((length % HOUR) / MINUTE);
  if (days) return hours ? say("daysHours", { days, hours }) : say("days", { days });
  if (hours) return minutes ? say("hoursMinutes", { hours, minutes }) : say("hours", { hours });
  return minutes ? say("minutes", { minutes }) : say("moment");
}

/** The countdown of a ticket in a list; null when nothing is promised. What fell due since counts as overdue. */
export function countdownOf(
  row: RowClock,
  now: number,
  say: Say,
  moment: (at: number) => string = String,
  hours: WorkingHours | null = null,
): Countdown | null {
  const due = row.next_due ?? null;
  if (due !== null && due <= now) return { tone: "danger", text: say("over", { length: lengthWords(now - due, say) }) };
  if (row.clock_state === "breached") return { tone: "danger", text: say("breached") };
  if (row.clock_state === "paused") return { tone: "quiet", text: say("paused") };
  if (due === null) return null;
  const rests = hours ? closedUntil(hours, now) : restsUntil(row, now);
  if (rests !== false)
    return {
      tone: row.red ? "danger" : "quiet",
      text: restWords(rests, hours?.elapsed(now, due) ?? null, say, moment),
    };
  const length = lengthWords(due - now, say);
  if (row.red) return { tone: "danger", text: say("marked", { length }) };
  return { tone: due - now < NEAR_MS ? "warn" : "neutral", text: say("left", { length }) };
}

/** When it goes on, and how much working time is left then; what is not known is not said. */
function restWords(until: number | null, left: number | null, say: Say, moment: (at: number) => string): string {
  if (until === null) return say("outside");
  const time = moment(until);
  return left === null ? say("outsideUntil", { time }) : say("outsideLeft", { time, length: lengthWords(left, say) });
}

function closedUntil(hours: WorkingHours, now: number): number | null | false {
  return hours.isOpen(now) ? false : hours.nextOpening(now);
}

/** False while the clock counts; else when it goes on, null where that is not known. */
function restsUntil(row: RowClock, now: number): number | null | false {
  const hours = row.clock_hours;
  if (!hours) return false;
  const turned = hours.changes_at !== null && hours.changes_at <= now;
  if (hours.open) return turned ? null : false;
  return turned ? false : hours.changes_at;
}
