// What a certificate is worth today, and days as people write them.

export interface Certificate {
  name: string;
  /** The first instant at which it is void; none: it stays. */
  until?: number | null;
}

export type Worth = "forEver" | "until" | "soon" | "expired";

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;

/** Whether it is valid, and if it ends within 30 days, in how many. */
export function worthOf(one: Certificate, now: number): { worth: Worth; days: number } {
  const until = one.until ?? null;
  if (until === null) return { worth: "forEver", days: 0 };
  const days = Math.ceil((until - now) / DAY_MS);
  if (until <= now) return { worth: "expired", days };
  return { worth: days <= SOON_DAYS ? "soon" : "until", days };
}

/** The worst that is to be said of somebody's certificates. */
export function worstOf(all: readonly Certificate[], now: number): "expired" | "soon" | null {
  const found = new Set(all.map((one) => worthOf(one, now).worth));
  if (found.has("expired")) return "expired";
  return found.has("soon") ? "soon" : null;
}

/** The last day on which it is valid, in a zone: 2026-12-31; nothing where it stays. */
export function lastDay({ until }: Certificate, zone: string): string {
  return typeof until === "number" ? dayIn(until - 1, zone) : "";
}

/** The first instant after a day in a zone. */
export function endOfDay(day: string, zone: string): number {
  const next = Date.parse(`${day}T00:00:00Z`) + DAY_MS;
  // The zone's offset at that midnight: what its clocks show less what UTC shows; asked twice around a change of it.
  const once = next - offsetAt(next, zone);
  return next - offsetAt(once, zone);
}

function dayIn(at: number, zone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(at);
}

function offsetAt(at: number, zone: string): number {
  const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(
    at,
  );
  return Date.parse(`${shown.replace(" ", "T")}Z`) - at;
}
