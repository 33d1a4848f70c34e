const DAY_MS = 86_400_000;
const MONDAY = 1;

/** The seven days of the week that holds this day, Monday first; days are ISO texts and know no clock. */
export function weekOf(day: string): string[] {
  const at = Date.parse(`${day}T00:00:00Z`);
  const back = (new Date(at).getUTCDay() + 7 - MONDAY) % 7;
  return Array.from({ length: 7 }, (_, step) => isoDay(at + (step - back) * DAY_MS));
}

export function daysLater(day: string, days: number): string {
  return isoDay(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS);
}

/** The day of an instant where the company is. */
export function dayIn(zone: string, at: number): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" }).format(at);
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
