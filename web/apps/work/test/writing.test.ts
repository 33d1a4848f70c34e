import { expect, test } from "vitest";
import { joined, withPhrase } from "../src/shared/acting/ownPhrases.ts";

test("a phrase is put behind what was typed, and nothing typed is lost", () => {
  expect(joined("", "已断电。")).toBe("已断电。");
  expect(joined("泵不转。 ", "已断电。")).toBe("泵不转。\n已断电。");
});

test("own phrases: the newest first, each once, thirty at most", () => {
  expect(withPhrase(["a", "b"], " b ")).toEqual(["b", "a"]);
  expect(withPhrase(["a"], "  ")).toEqual(["a"]);
  const many = Array.from({ length: 30 }, (_, at) => String(at));
  expect(withPhrase(many, "new")).toHaveLength(30);
});
