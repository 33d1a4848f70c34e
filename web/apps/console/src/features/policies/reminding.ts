// Reminders beside a date as they are edited: so many days before or after it, at a time of day, telling somebody.
import type { Askable } from "../../shared/conditions/model.ts";
import type { Reminder, SetBody } from "./body.ts";
import { freeKey } from "./setting.ts";

export const SIDES = ["daysOn", "daysEarlier", "daysLater", "workdaysEarlier", "workdaysLater"] as const;
export type Side = (typeof SIDES)[number];
export const USUAL_TIME = "09:00";

/** `-7d` is seven days earlier, `1wd` a working day later, `0d` the day itself. */
export function sideOf(at: string): { side: Side; days: number } {
  const found = /^([+-]?)(\d+)(w?d)$/.exec(at);
  const days = Number(found?.[2] ?? 0);
  if (!days) return { side: "daysOn", days: 0 };
  const working = found?.[3] === "wd";
  if (found?.[1] === "-") return { side: working ? "workdaysEarlier" : "daysEarlier", days };
  return { side: working ? "workdaysLater" : "daysLater", days };
}

export function sideText(side: Side, days: number): string {
  const count = Math.max(1, Math.round(days) || 1);
  if (side === "daysOn") return "0d";
  const unit = side.startsWith("workdays") ? "wd" : "d";
  return `${side.endsWith("Earlier") ? "-" : ""}${count}${unit}`;
}

/** What a reminder can stand beside: a date, or a moment. */
export function datesAmong(fields: readonly Askable[]): readonly Askable[] {
  return fields.filter(({ kind }) => kind === "date" || kind === "instant");
}

/** One more, a week before the date, for whoever has the work. */
export function withNewReminder(body: SetBody, name: string, field: string): SetBody {
  const known = body.reminders ?? [];
  const key = freeKey(
    "reminder",
    known.map((one) => one.key),
  );
  const fresh: Reminder = {
    key,
    label: { zh: name },
    field,
    at: ["-7d"],
    time: USUAL_TIME,
    do: [{ act: "notify", to: ["assignee"], by: ["app"] }],
  };
  return { ...body, reminders: [...known, fresh] };
}

/** A reminder at its place, changed or dropped (null); without any the set says nothing of reminders. */
export function withReminder(body: SetBody, at: number, next: Reminder | null): SetBody {
  const { reminders = [], ...rest } = body;
  const left = reminders.flatMap((one, n) => (n !== at ? [one] : next ? [next] : []));
  return left.length ? { ...rest, reminders: left } : rest;
}
