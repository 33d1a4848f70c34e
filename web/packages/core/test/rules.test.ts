import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  addWeekdays,
  compileCondition,
  compileFormula,
  type Env,
  type Field,
  numberText,
  parseCondition,
  parseFormula,
  Refusal,
  Schema,
  treeTables,
} from "../src/index.ts";
import { dayText, weekdayOf } from "../src/rules/calendar.ts";

const FOLDER = new URL("../../../../spec/vectors/rules/", import.meta.url);

// biome-ignore lint/suspicious/noExplicitAny: vectors are JSON of many shapes
type Case = any;

function vectors(): Case[] {
  return (
    readdirSync(FOLDER)
      // Sentences for people are written by the server; the browser shows them.
      .filter((name) => name.endsWith(".json") && name !== "describe.json")
      .flatMap((name) => {
        const { cases, what, schema, env } = JSON.parse(readFileSync(new URL(name, FOLDER), "utf8"));
        return cases.map((each: Case) => ({ what, schema, env, ...each, id: `${name}: ${each.name}` }));
      })
  );
}

function envOf(data: Case): Env {
  const closed = new Set(data.non_working_days ?? []);
  const worked = new Set(data.working_weekends ?? []);
  const isWorked = (day: number) => worked.has(dayText(day)) || (weekdayOf(day) < 6 && !closed.has(dayText(day)));
  return {
    now: data.now,
    zone: data.zone,
    trees: treeTables(data.trees ?? {}),
    addWorkingDays: (day, count) => addWeekdays(day, count, isWorked),
  };
}

function outcome(each: Case): unknown {
  const schema = new Schema(each.schema as Field[]);
  if (each.what === "condition")
    return compileCondition(parseCondition(each.tree, schema))(each.record, envOf(each.env));
  if (each.what === "formula") {
    const found = compileFormula(parseFormula(each.tree, schema))(each.record, envOf(each.env));
    return typeof found === "bigint" ? numberText(found) : found;
  }
  try {
    (each.parse === "formula" ? parseFormula : parseCondition)(each.tree, schema);
  } catch (error) {
    if (error instanceof Refusal) return error.problems.map(({ path, code }) => ({ path, code }));
    throw error;
  }
  return "nothing refused";
}

describe("the browser answers as the vector says", () => {
  test.each(vectors().map((each) => [each.id, each]))("%s", (_id, each) => {
    expect(outcome(each)).toEqual(each.expect);
  });
});

test("there are vectors to run", () => {
  expect(vectors().length).toBeGreaterThan(150);
});
