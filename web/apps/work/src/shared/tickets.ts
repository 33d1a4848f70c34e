import type { Ticket, TicketRow } from "@bihuan/api";
import type { RowClock, Tone } from "@bihuan/ui";

const PRIORITY_TONES: Record<string, Tone> = { P0: "danger", P1: "warn" };
const CATEGORY_TONES: Record<string, Tone> = { new: "accent", active: "accent", waiting: "warn", resolved: "good" };

export function priorityTone(priority: string): Tone {
  return PRIORITY_TONES[priority] ?? "neutral";
}

export function categoryTone(category: string): Tone {
  return CATEGORY_TONES[category] ?? "neutral";
}

/** What a list knows of a ticket's clocks; fields that are hidden from this person say nothing. */
export function clockOf(ticket: Ticket | TicketRow): RowClock {
  const { next_due, clock_state, red } = ticket;
  const hours = "clock_hours" in ticket ? ticket.clock_hours : null;
  return {
    next_due: typeof next_due === "number" ? next_due : null,
    clock_state: clock_state ?? null,
    red: red === true,
    clock_hours: (hours as RowClock["clock_hours"]) ?? null,
  };
}

const VISITS = ["offered", "accepted", "en_route", "on_site", "working"] as const;

/** The word for a state of a visit; undefined where there is no visit. */
export function visitWord(state: string | null | undefined): (typeof VISITS)[number] | undefined {
  return VISITS.find((one) => one === state);
}
