import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { addWeekdays, evaluate, type FormContext, NO_TREES, readForm, reviewSubmission } from "../src/index.ts";

const FOLDER = new URL("../../../../spec/vectors/forms/", import.meta.url);
const NOW = 1_767_000_000_000;

// biome-ignore lint/suspicious/noExplicitAny: vectors are JSON of many shapes
type Case = any;

function vectors(): Case[] {
  return readdirSync(FOLDER).flatMap((name) => {
    const { cases, forms, relations } = JSON.parse(readFileSync(new URL(name, FOLDER), "utf8"));
    return cases.map((each: Case) => ({
      ...each,
      definition: forms[each.form],
      relations,
      id: `${name}: ${each.name}`,
    }));
  });
}

function contextOf(each: Case): FormContext {
  return {
    env: { now: NOW, zone: "Asia/Shanghai", trees: NO_TREES, addWorkingDays: addWeekdays, ...each.env },
    rights: each.rights ?? {},
    defaultRight: each.default_right ?? "edit",
    related: each.related ?? {},
    files: new Map(Object.entries(each.files ?? {})),
    taken: new Set(each.taken ?? []),
  };
}

function answer(each: Case) {
  const form = readForm(each.definition, each.relations);
  if ("old" in each) return reviewSubmission(form, each.old, each.values, contextOf(each));
  const evaluation = evaluate(form, each.values, contextOf(each), each.before ?? {});
  return { evaluation, values: evaluation.values, errors: evaluation.errors };
}

describe("the browser judges a form as the vector says", () => {
  test.each(vectors().map((each) => [each.id, each]))("%s", (_id, each) => {
    const { evaluation, values, errors } = answer(each);
    const expected = each.expect;
    expect(errors.map(({ path, code }) => ({ path, code }))).toEqual(
      expected.errors.map(({ path, code }: Case) => ({ path, code })),
    );
    expected.errors.forEach((wanted: Case, index: number) => {
      expect(errors[index]?.data).toMatchObject(wanted.data ?? {});
    });
    for (const name of ["visible", "required", "readonly", "awaited", "elements"] as const) {
      if (name in expected) expect([...evaluation[name]].sort(), name).toEqual([...expected[name]].sort());
    }
    if ("values" in expected) expect(values).toEqual(expected.values);
    if ("computed" in expected) expect(evaluation.computed).toEqual(expected.computed);
    for (const [key, options] of Object.entries(expected.options ?? {})) {
      expect(evaluation.options[key]).toEqual(options);
    }
  });
});

test("there are vectors to run", () => {
  expect(vectors().length).toBeGreaterThan(60);
});
