import { expect, test } from "vitest";
import { replaced, typedAt } from "../src/typed.ts";

const at = (value: string) => typedAt(value, value.length, ["@", "/"]);

test("a sign asks from where it stands to the caret", () => {
  expect(at("请@张")).toEqual({ sign: "@", start: 1, text: "张" });
  expect(at("@")).toEqual({ sign: "@", start: 0, text: "" });
  expect(at("你好 /催")).toEqual({ sign: "/", start: 3, text: "催" });
  expect(typedAt("@张工 看一下", 2, ["@"])).toEqual({ sign: "@", start: 0, text: "张" });
});

test("addresses, fractions, blanks and other signs ask for nothing", () => {
  for (const text of [
    "zhang@",
    "zhang@example",
    "1/2",
    "和/或",
    "@张 看",
    "@张，",
    "没有",
    "",
    `@${"长".repeat(40)}`,
  ]) {
    expect(at(text), text).toBeNull();
  }
});

test("what was typed is replaced and the caret stands behind it", () => {
  const typed = typedAt("请@张看一下", 3, ["@"]);
  expect(typed && replaced("请@张看一下", typed, "@张工 ")).toEqual({ value: "请@张工 看一下", caret: 5 });
});
