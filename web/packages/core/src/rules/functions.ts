// The functions of formulas. A function with a missing argument is missing, except the lenient ones.
import { lengthOf } from "../values.ts";
import { dayBounds, dayText, localDay, parseDay, partsOf, weekdayOf } from "./calendar.ts";
import { orMissing, shiftDay, shiftInstant } from "./days.ts";
import type { Env } from "./env.ts";
import * as numbers from "./numbers.ts";
import { FIRST_INSTANT, LAST_INSTANT, type Value } from "./reading.ts";
import type { FieldKind } from "./schema.ts";

type Kinds = readonly FieldKind[];
// Arguments were checked when the rule was parsed, so each function reads them as what they are.
// biome-ignore lint/suspicious/noExplicitAny: the parser guarantees the kinds
type Apply = (env: Env, ...args: any[]) => Value;

/** `params`: the kinds of each argument, the last repeating up to `most`; `result` null: the kind of the first. */
export interface RuleFunction {
  params: readonly Kinds[];
  result: FieldKind | null;
  apply: Apply;
  most: number;
  lenient?: boolean;
}

const NUMBER: Kinds = ["number"];
const TEXT: Kinds = ["text"];
const INSTANT: Kinds = ["instant"];
const DAY: Kinds = ["date"];
export const WHEN: Kinds = ["date", "instant"];
const WRITABLE: Kinds = ["date", "number", "text"];
export const MOST_ARGS = 20;
const MOST_SHIFT = 100_000;

const fixed = (params: Kinds[], result: FieldKind | null, apply: Apply): RuleFunction => ({
  params,
  result,
  apply,
  most: params.length,
});
const many = (kinds: Kinds, result: FieldKind | null, apply: Apply): RuleFunction => ({
  params: [kinds, kinds],
  result,
  apply,
  most: MOST_ARGS,
});

function chain(step: (left: bigint, right: bigint) => bigint | null): Apply {
  return (_env, first: bigint, ...rest: bigint[]) =>
    rest.reduce<bigint | null>((total, item) => (total === null ? null : step(total, item)), first);
}

function round(_env: Env, number: bigint, digits: bigint): Value {
  const places = numbers.toCount(digits);
  if (!numbers.isWhole(digits) || places < 0 || places > numbers.FRACTION_DIGITS) return null;
  return numbers.bounded(numbers.roundTo(number, places));
}

const timeBetween =
  (unit: number): Apply =>
  (_env, first: number, second: number) =>
    numbers.divide(numbers.ofWhole(second - first), numbers.ofWhole(unit));

function adder(unit: string): Apply {
  return (env, when: string | number, count: bigint) => {
    const steps = numbers.toCount(count);
    if (!numbers.isWhole(count) || Math.abs(steps) > MOST_SHIFT) return null;
    return orMissing(() => {
      if (typeof when === "string") return dayText(shiftDay(parseDay(when) ?? Number.NaN, steps, unit, env));
      const moved = shiftInstant(when, steps, unit, env);
      return FIRST_INSTANT <= moved && moved <= LAST_INSTANT ? moved : null;
    });
  };
}

const partOf =
  (read: (day: number) => number): Apply =>
  (_env, day: string) =>
    numbers.ofWhole(read(parseDay(day) ?? 0));

function startOfDay(env: Env, day: string): Value {
  const at = parseDay(day);
  const start = at === null ? undefined : dayBounds(at, env.zone)?.[0];
  return start !== undefined && FIRST_INSTANT <= start && start <= LAST_INSTANT ? start : null;
}

const best =
  (isBetter: (left: never, right: never) => boolean): Apply =>
  (_env, ...found: Value[]) =>
    found
      .filter((item) => item !== null)
      .reduce<Value>((kept, item) => {
        return kept === null || isBetter(item as never, kept as never) ? item : kept;
      }, null);

export const textOf: Apply = (_env, value: Value) =>
  typeof value === "bigint" ? numbers.numberText(value) : String(value);

export const FUNCTIONS: Readonly<Record<string, RuleFunction>> = {
  add: many(
    NUMBER,
    "number",
    chain((left, right) => numbers.bounded(left + right)),
  ),
  sub: fixed(
    [NUMBER, NUMBER],
    "number",
    chain((left, right) => numbers.bounded(left - right)),
  ),
  mul: many(NUMBER, "number", chain(numbers.multiply)),
  div: fixed([NUMBER, NUMBER], "number", chain(numbers.divide)),
  neg: fixed([NUMBER], "number", (_env, number: bigint) => -number),
  abs: fixed([NUMBER], "number", (_env, number: bigint) => (number < 0n ? -number : number)),
  round: fixed([NUMBER, NUMBER], "number", round),
  floor: fixed([NUMBER], "number", (_env, number: bigint) => numbers.bounded(numbers.floor(number))),
  ceil: fixed([NUMBER], "number", (_env, number: bigint) => numbers.bounded(-numbers.floor(-number))),
  concat: { ...many(WRITABLE, "text", (_env, ...parts) => parts.filter(Boolean).join("") || null), lenient: true },
  length: fixed([TEXT], "number", (_env, text: string) => numbers.ofWhole(lengthOf(text))),
  date_of: fixed([INSTANT], "date", (env, at: number) => orMissing(() => dayText(localDay(at, env.zone)))),
  start_of_day: fixed([DAY], "instant", startOfDay),
  days_between: fixed([DAY, DAY], "number", (_env, first: string, second: string) =>
    numbers.ofWhole((parseDay(second) ?? 0) - (parseDay(first) ?? 0)),
  ),
  hours_between: fixed([INSTANT, INSTANT], "number", timeBetween(3_600_000)),
  minutes_between: fixed([INSTANT, INSTANT], "number", timeBetween(60_000)),
  add_minutes: fixed([INSTANT, NUMBER], null, adder("minute")),
  add_hours: fixed([INSTANT, NUMBER], null, adder("hour")),
  add_days: fixed([WHEN, NUMBER], null, adder("day")),
  add_months: fixed([WHEN, NUMBER], null, adder("month")),
  add_working_days: fixed([WHEN, NUMBER], null, adder("working_day")),
  year: fixed(
    [DAY],
    "number",
    partOf((day) => partsOf(day).year),
  ),
  month: fixed(
    [DAY],
    "number",
    partOf((day) => partsOf(day).month),
  ),
  day: fixed(
    [DAY],
    "number",
    partOf((day) => partsOf(day).date),
  ),
  weekday: fixed([DAY], "number", partOf(weekdayOf)),
};

/** All branches of one kind, which is the kind of the result. */
export const SAME_KIND_FUNCTIONS: Readonly<Record<string, Apply>> = {
  coalesce: (_env, ...found: Value[]) => found.find((item) => item !== null) ?? null,
  least: best((left, right) => left < right),
  greatest: best((left, right) => left > right),
};
