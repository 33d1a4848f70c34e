import { expect, test } from "vitest";
import type { CalendarBody } from "../src/features/calendars/days.ts";
import {
  hoursOf,
  keyFor,
  likeMonday,
  newCalendar,
  windowFault,
  withDay,
  withoutDay,
  withWeekday,
  writtenHours,
} from "../src/features/calendars/draft.ts";

const OFFICE: CalendarBody = {
  key: "office",
  zone: "Asia/Shanghai",
  week: { mon: ["09:00-12:00", "22:00-24:00"], sat: "all" },
  days: [{ date: "2026-10-01", to: "2026-10-07", name: "国庆节", closed: true, official: 2026 }],
};
const DAY = {
  date: "2026-10-03",
  to: "",
  name: " 值班 ",
  kind: "open" as const,
  like: "mon" as const,
  hours: [{ from: "10:00", to: "12:00" }],
};

test("windows are read and written, the end of the day included", () => {
  expect(hoursOf(OFFICE.week.mon)).toEqual([
    { from: "09:00", to: "12:00" },
    { from: "22:00", to: "00:00" },
  ]);
  for (const hours of [OFFICE.week.mon, "all" as const]) expect(writtenHours(hoursOf(hours))).toEqual(hours);
  expect(writtenHours(hoursOf(undefined))).toEqual([]);
});

test("windows that run backwards or overlap are told", () => {
  expect(windowFault([{ from: "12:00", to: "09:00" }])).toBe("backwards");
  expect(windowFault([{ from: "", to: "09:00" }])).toBe("backwards");
  expect(
    windowFault([
      { from: "13:00", to: "18:00" },
      { from: "09:00", to: "13:30" },
    ]),
  ).toBe("overlap");
  expect(
    windowFault([
      { from: "13:00", to: "00:00" },
      { from: "09:00", to: "13:00" },
    ]),
  ).toBeNull();
});

test("a weekday is changed, and copied to the others", () => {
  const changed = likeMonday(withWeekday(OFFICE, "mon", [{ from: "08:00", to: "17:00" }]));
  expect([changed.week.mon, changed.week.fri, changed.week.sat]).toEqual([["08:00-17:00"], ["08:00-17:00"], "all"]);
});

test("a special day inside a holiday splits it; nothing else is lost", () => {
  expect(withDay(OFFICE, DAY).days).toEqual([
    { date: "2026-10-01", to: "2026-10-02", name: "国庆节", closed: true, official: 2026 },
    { date: "2026-10-03", name: "值班", open: ["10:00-12:00"] },
    { date: "2026-10-04", to: "2026-10-07", name: "国庆节", closed: true, official: 2026 },
  ]);
  expect(withDay(OFFICE, { ...DAY, date: "2026-10-01", to: "2026-10-09", kind: "closed" }).days).toEqual([
    { date: "2026-10-01", to: "2026-10-09", name: "值班", closed: true },
  ]);
  expect(withDay(OFFICE, { ...DAY, kind: "like", name: "" }).days[1]).toEqual({ date: "2026-10-03", like: "mon" });
  expect(withoutDay(OFFICE, OFFICE.days[0] as CalendarBody["days"][number]).days).toEqual([]);
});

test("a new calendar has the usual week and a key of its own", () => {
  const made = newCalendar(keyFor(["office", "calendar_2"]), "客服", "Asia/Shanghai");
  expect([made.key, made.week.fri, made.week.sun]).toEqual(["calendar_3", ["09:00-12:00", "13:00-18:00"], []]);
});
