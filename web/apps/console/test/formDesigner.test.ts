import { ELEMENTS, KINDS } from "@bihuan/core";
import { expect, test } from "vitest";
import {
  type FieldBody,
  type FormBody,
  fieldOf,
  fieldsOf,
  placeOf,
  withField,
  withMovedField,
  withNewField,
  withoutField,
  withoutSection,
  withSteppedField,
} from "../src/features/formDesigner/draft/body.ts";
import { operandOf, operandWord, readFormula, writeFormula } from "../src/features/formDesigner/draft/formula.ts";
import { mergeForms } from "../src/features/formDesigner/draft/merge.ts";
import { begun, stepped } from "../src/features/formDesigner/draft/steps.ts";
import { freshField, IN_TABLE, TILES, tileOf } from "../src/features/formDesigner/kinds.ts";
import { SETTINGS } from "../src/features/formDesigner/ownSettings.ts";

const field = (key: string, more: object = {}): FieldBody => ({ key, kind: "text", label: { zh: key }, ...more });
const FORM: FormBody = {
  form: "f",
  label: { zh: "F" },
  sections: [
    { key: "one", fields: [field("a"), field("b"), field("c")] },
    { key: "two", label: { zh: "Two" }, fields: [field("d")] },
  ],
  rules: [],
};
const order = (body: FormBody) => body.sections.map((one) => one.fields.map((each) => each.key).join("")).join("|");

test("fields move within their section, over its edge, and to a place one points at", () => {
  expect(order(withMovedField(FORM, "a", { section: "one", index: 2 }))).toBe("bac|d");
  expect(order(withMovedField(FORM, "c", { section: "one", index: 0 }))).toBe("cab|d");
  expect(order(withMovedField(FORM, "b", { section: "two", index: 1 }))).toBe("ac|db");
  expect(order(withSteppedField(FORM, "a", 1))).toBe("bac|d");
  expect(order(withSteppedField(FORM, "c", 1))).toBe("ab|cd");
  expect(order(withSteppedField(FORM, "d", -1))).toBe("abcd|");
  expect(withSteppedField(FORM, "a", -1)).toBe(FORM);
  expect(order(FORM)).toBe("abc|d");
});

test("a section that goes leaves its fields to the one beside", () => {
  expect(order(withoutSection(FORM, "one"))).toBe("abcd");
  expect(order(withoutSection(FORM, "two"))).toBe("abcd");
  expect(placeOf(withoutSection(FORM, "two"), "d")).toEqual({ section: "one", index: 3 });
});

test("steps are undone and done again; typing one word is one step", () => {
  const type = (to: FormBody, text: string) => withField(to, "a", { label: { zh: text } });
  let steps = begun(FORM, 3);
  steps = stepped(steps, { do: "change", to: type(FORM, "n"), strand: "label a" });
  steps = stepped(steps, { do: "change", to: type(FORM, "na"), strand: "label a" });
  steps = stepped(steps, { do: "change", to: withoutField(steps.now, "b") });
  steps = stepped(steps, { do: "undo" });
  expect(fieldOf(steps.now, "a")?.label.zh).toBe("na");
  expect(order(steps.now)).toBe("abc|d");
  expect(stepped(steps, { do: "undo" }).now).toEqual(FORM);
  expect(order(stepped(steps, { do: "redo" }).now)).toBe("ac|d");
});

test("what two people did to different elements, or to different settings of one, is all kept", () => {
  const mine = withNewField(withField(FORM, "a", { require: true }), field("new"), { section: "one", index: 1 });
  const theirs = withField(withoutField(withNewField(FORM, field("x"), { section: "two", index: 1 }), "c"), "a", {
    label: { zh: "A" },
  });
  const { body, clashes } = mergeForms(FORM, mine, theirs);
  expect(clashes).toEqual([]);
  expect(order(body)).toBe("anewb|dx");
  expect(fieldOf(body, "a")).toEqual(field("a", { label: { zh: "A" }, require: true }));
});

test("a setting that both set differently, and a field that one changed and the other removed, are for a person", () => {
  const mine = withField(withField(FORM, "a", { max_length: 10 }), "d", { require: true });
  const theirs = withoutField(withField(FORM, "a", { max_length: 20 }), "d");
  const { clashes, body } = mergeForms(FORM, mine, theirs);
  expect(clashes.map(({ element, setting }) => `${element} ${setting}`)).toEqual(["field:a max_length", "field:d *"]);
  expect(fieldsOf(body).map((one) => one.key)).toEqual(["a", "b", "c"]);
  const kept = mergeForms(FORM, mine, theirs, () => "mine").body;
  expect(fieldOf(kept, "a")?.max_length).toBe(10);
  expect(fieldOf(kept, "d")?.require).toBe(true);
});

test("a new order of one survives what the other adds and moves elsewhere", () => {
  const mine = withMovedField(FORM, "a", { section: "two", index: 0 });
  const theirs = withNewField(FORM, field("x"), { section: "one", index: 2 });
  expect(order(mergeForms(FORM, mine, theirs).body)).toBe("bxc|ad");
  expect(order(mergeForms(FORM, theirs, mine).body)).toBe("bxc|ad");
});

test.each([
  [{ fn: "mul", args: [{ field: "count" }, { field: "price" }] }],
  [{ sum: "parts", of: { field: "sum" } }],
  [{ fn: "add", args: [{ field: "labour" }, { sum: "parts", of: { field: "sum" } }, "12.5"] }],
  [{ count: "parts" }],
])("a formula is chosen in parts and written as it was: %j", (tree) => {
  const read = readFormula(tree);
  expect(read && writeFormula(read)).toEqual(tree);
  for (const part of read?.args ?? []) if (!("plain" in part)) expect(operandOf(operandWord(part))).toEqual(part);
});

test("a formula that is cleverer than parts is not taken apart, and one without parts is none", () => {
  expect(readFormula({ fn: "if", args: [{ op: "empty", left: { field: "a" } }, 1, 2] })).toBeNull();
  expect(readFormula({ fn: "add", args: [{ fn: "mul", args: [{ field: "a" }, 2] }, 1] })).toBeNull();
  expect(writeFormula({ fn: "add", args: [{ plain: " " }] })).toBeUndefined();
});

test("the palette has a tile for every kind there is, and settings only of kinds and names that there are", () => {
  expect(new Set(TILES.map((tile) => tile.kind))).toEqual(new Set([...KINDS.keys(), ...Object.keys(ELEMENTS)]));
  for (const [kind, settings] of Object.entries(SETTINGS)) {
    for (const { name } of settings)
      expect(Object.keys(KINDS.get(kind)?.defaults ?? {}), `${kind} ${name}`).toContain(name);
  }
  for (const kind of IN_TABLE) expect(KINDS.has(kind)).toBe(true);
});

test("a roll-up begins with the sum of a column that there is, and stays one when another is chosen", () => {
  const tile = TILES.find((one) => one.id === "roll_up");
  if (!tile) throw new Error("no tile");
  const columns = [field("name"), field("took", { kind: "duration" })] as unknown as FieldBody["columns"];
  const table = field("jobs", { kind: "sub_table", columns });
  const fresh = freshField(tile, "x_1", { zh: "X" }, (no) => ({ zh: `X${no}` }), [field("a"), table].slice(1));
  expect(fresh.compute).toEqual({ sum: "jobs", of: { field: "took" } });
  expect(tileOf({ ...fresh, compute: { count: "jobs" } }).id).toBe("roll_up");
  expect(tileOf({ ...fresh, compute: { fn: "mul", args: [{ field: "a" }, "2"] } }).id).toBe("formula");
  const { compute: _, ...typed } = fresh;
  expect(tileOf(typed).id).toBe("number");
});

test("a field that was just put in is known by its tile", () => {
  for (const tile of TILES) {
    const fresh = freshField(tile, "x_1", { zh: "X" }, (no) => ({ zh: `X${no}` }));
    expect(tileOf(fresh).id).toBe(tile.id);
  }
});
