import { expect, test } from "vitest";
import { unsent } from "../src/unsent.ts";

test("what was typed while a text was on its way stays in the box", () => {
  expect(unsent("已到现场", "已到现场")).toBe("");
  expect(unsent("已到现场，正在查", "已到现场")).toBe("，正在查");
  expect(unsent("另一句", "已到现场")).toBe("另一句");
});
