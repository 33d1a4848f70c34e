import { expect, test } from "vitest";
import { namedElsewhere, partsOf, stillNamed } from "../src/writing/mentions.ts";

const ZHANG = { id: "1", name: "张三" };
const FENG = { id: "2", name: "张三丰" };

test("names of those mentioned stand out, other words behind @ do not", () => {
  expect(partsOf("请@张三丰和@张三看 @李四", [ZHANG, FENG])).toEqual([
    { text: "请", isName: false },
    { text: "@张三丰", isName: true },
    { text: "和", isName: false },
    { text: "@张三", isName: true },
    { text: "看 @李四", isName: false },
  ]);
  expect(partsOf("a.b(c) @x", [{ id: "3", name: "a.b(c)" }])).toEqual([{ text: "a.b(c) @x", isName: false }]);
});

test("only who still stands in the text is mentioned, and of one name within another the longer", () => {
  expect(stillNamed("@张三丰 看", [ZHANG, FENG])).toEqual(["2"]);
  expect(stillNamed("算了", [ZHANG])).toEqual([]);
});

test("who was renamed since is named beside the words; who was erased is not named", () => {
  expect(
    namedElsewhere("@张三 看", [
      { id: "1", name: "张山" },
      { id: "2", name: null },
    ]),
  ).toEqual(["张山"]);
});
