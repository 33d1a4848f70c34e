/** A calendar as the server publishes it (docs/calendars.md). */
export interface CalendarBody {
  key: string;
  zone: string;
  label?: Readonly<Record<string, string>>;
  week: Partial<Record<Weekday, Hours>>;
  days: readonly SpecialDay[];
  official_years?: readonly number[];
}

/** Windows of a day, or the whole of it. */
export type Hours = "all" | readonly string[];

export interface SpecialDay {
  date: string;
  to?: string;
  name?: string;
  closed?: boolean;
  like?: Weekday;
  open?: Hours;
  official?: number;
}

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export type DayKind = "open" | "closed" | "holiday" | "make_up" | "changed";

export interface Day {
  date: string;
  number: number;
  kind: DayKind;
  hours: Hours;
  name: string;
}

const DAY_MS = 86_400_000;

/** Every day of a month, with as many gaps before it as its first week lacks. */
export function monthOf(body: CalendarBody, year: number, month: number): { gaps: number; days: Day[] } {
  const first = Date.UTC(year, month, 1);
  const length = (Date.UTC(year, month + 1, 1) - first) / DAY_MS;
  const days = Array.from({ length }, (_, index) => dayOf(body, first + index * DAY_MS));
  return { gaps: weekdayOf(first), days };
}

/** The days of a year that differ from their weekday, in order. */
export function specialDaysOf(body: CalendarBody, year: number): SpecialDay[] {
  const inYear = (day: SpecialDay) => day.date <= `${year}-12-31` && (day.to ?? day.date) >= `${year}-01-01`;
  return body.days.filter(inYear);
}

/** Whether the official notice of a year is still awaited. */
export function isProvisional(body: CalendarBody, year: number): boolean {
  return body.official_years !== undefined && !body.official_years.includes(year);
}

export function hoursWords(hours: Hours, allDay: string): string {
  return hours === "all" ? allDay : hours.join(" ");
}

function dayOf(body: CalendarBody, at: number): Day {
  const date = new Date(at).toISOString().slice(0, 10);
  const usual = body.week[WEEKDAYS[weekdayOf(at)] ?? "mon"] ?? [];
  const special = body.days.find((day) => day.date <= date && date <= (day.to ?? day.date));
  const hours = special ? hoursOn(body, special) : usual;
  const kind = special ? kindOf(usual, hours) : hours.length ? "open" : "closed";
  return { date, number: Number(date.slice(8)), kind, hours, name: special?.name ?? "" };
}

function hoursOn(body: CalendarBody, special: SpecialDay): Hours {
  if (special.like) return body.week[special.like] ?? [];
  return special.open ?? [];
}

function kindOf(usual: Hours, hours: Hours): DayKind {
  if (!hours.length) return "holiday";
  return usual.length ? "changed" : "make_up";
}

/** 0 = Monday. */
function weekdayOf(at: number): number {
  return (new Date(at).getUTCDay() + 6) % 7;
}
