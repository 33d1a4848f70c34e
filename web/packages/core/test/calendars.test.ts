import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  addWorkingDays,
  addWorkingTime,
  countedIntervals,
  elapsed,
  isOpen,
  nextClosing,
  nextOpening,
  readCalendar,
} from "../src/calendars/index.ts";
import { dayText, parseDay } from "../src/rules/calendar.ts";

const FOLDER = new URL("../../../../spec/vectors/calendars/", import.meta.url);

// biome-ignore lint/suspicious/noExplicitAny: vectors are JSON of many shapes
type Case = any;

/** Calendars reach the browser checked: what is wrong with one (faults.json) only the server says. */
function vectors(): Case[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(".json") && name !== "faults.json")
    .flatMap((name) => {
      const { cases, calendars } = JSON.parse(readFileSync(new URL(name, FOLDER), "utf8"));
      return cases.map((each: Case) => ({ ...each, data: calendars[each.calendar], id: `${name}: ${each.name}` }));
    });
}

function outcome(each: Case): unknown {
  const calendar = readCalendar(each.data);
  const [at, from, to] = [each.at, each.from, each.to].map((text) => Date.parse(text));
  const answers: Record<string, () => unknown> = {
    is_open: () => isOpen(calendar, at as number),
    elapsed: () => elapsed(calendar, from as number, to as number),
    add: () => addWorkingTime(calendar, from as number, each.ms),
    next_opening: () => nextOpening(calendar, at as number),
    next_closing: () => nextClosing(calendar, at as number),
    add_working_days: () => dayText(addWorkingDays(calendar, parseDay(each.day) as number, each.count)),
    counted: () => countedIntervals(calendar, from as number, to as number),
  };
  return answers[each.do]?.();
}

function expected(each: Case): unknown {
  if (each.do === "counted")
    return each.expect.map((part: Case) => ({ ...part, from: Date.parse(part.from), to: Date.parse(part.to) }));
  const isInstant = ["add", "next_opening", "next_closing"].includes(each.do) && each.expect !== null;
  return isInstant ? Date.parse(each.expect) : each.expect;
}

test.each(vectors().map((each) => [each.id, each] as const))("%s", (_, each) => {
  expect(outcome(each)).toEqual(expected(each));
});

test("there are vectors to run", () => {
  expect(vectors().length).toBeGreaterThanOrEqual(100);
});
