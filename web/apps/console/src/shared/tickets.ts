// The open part of a ticket: what the contract calls additional properties, as the server sends them.
import type { Category, Ticket, TicketRow } from "@bihuan/api";
import type { Tone } from "@bihuan/ui";

interface CoreFields {
  title?: string;
  description?: string;
  priority?: string;
  form?: string;
  form_version?: number;
  assignee?: string | null;
  submitter?: string | null;
  customer?: string | null;
  device?: string | null;
  contract?: string | null;
  updated_at?: number;
  resolved_at?: number | null;
  next_due?: number | null;
  clock_state?: string | null;
  red?: boolean;
  source?: { channel: string; system: string | null; ref: string | null };
  channel?: string;
}

export function coreOf(ticket: Ticket | TicketRow): CoreFields {
  return ticket as CoreFields;
}

export const PRIORITIES = ["P0", "P1", "P2", "P3"] as const;
export const CATEGORIES: readonly Category[] = ["new", "active", "waiting", "resolved", "closed", "cancelled"];

const PRIORITY_TONES: Record<string, Tone> = { P0: "danger", P1: "warn", P2: "neutral", P3: "neutral" };
const CATEGORY_TONES: Record<string, Tone> = {
  new: "accent",
  active: "accent",
  waiting: "warn",
  resolved: "good",
  closed: "neutral",
  cancelled: "neutral",
};

export function priorityTone(priority: string | undefined): Tone {
  return PRIORITY_TONES[priority ?? ""] ?? "neutral";
}

export function categoryTone(category: string): Tone {
  return CATEGORY_TONES[category] ?? "neutral";
}
