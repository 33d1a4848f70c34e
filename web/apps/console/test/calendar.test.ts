import { expect, test } from "vitest";
import { type CalendarBody, isProvisional, monthOf, specialDaysOf } from "../src/features/calendars/days.ts";

const DAY = ["09:00-12:00", "13:00-18:00"];
const OFFICE: CalendarBody = {
  key: "office",
  zone: "Asia/Shanghai",
  week: { mon: DAY, tue: DAY, wed: DAY, thu: DAY, fri: DAY },
  days: [
    { date: "2025-09-28", name: "国庆节调休", like: "mon", official: 2025 },
    { date: "2025-10-01", to: "2025-10-08", name: "国庆节", closed: true, official: 2025 },
    { date: "2025-12-31", name: "年终盘点", open: ["09:00-12:00"] },
  ],
  official_years: [2025],
};
const kinds = (month: number) => monthOf(OFFICE, 2025, month).days.map((day) => day.kind);

test("a month begins under its weekday and has each of its days", () => {
  // 1 October 2025 is a Wednesday.
  expect(monthOf(OFFICE, 2025, 9).gaps).toBe(2);
  expect(monthOf(OFFICE, 2024, 1).days).toHaveLength(29);
});

test("holidays, make-up workdays and other hours are told apart from the week", () => {
  expect(kinds(9).slice(0, 9)).toEqual([...Array(8).fill("holiday"), "open"]);
  expect(kinds(8)[27]).toBe("make_up");
  expect(kinds(8)[26]).toBe("closed");
  expect(monthOf(OFFICE, 2025, 11).days[30]).toMatchObject({ kind: "changed", hours: ["09:00-12:00"] });
});

test("a year that no notice covers is provisional", () => {
  expect([isProvisional(OFFICE, 2025), isProvisional(OFFICE, 2027)]).toEqual([false, true]);
  expect(specialDaysOf(OFFICE, 2025)).toHaveLength(3);
  expect(specialDaysOf(OFFICE, 2026)).toEqual([]);
});
