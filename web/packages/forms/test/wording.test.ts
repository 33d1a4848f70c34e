// Every fault that the browser can find has its words in both languages; what only a designer is told is not loaded.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import en from "../../../../src/bihuan/texts/en/forms.json";
import zh from "../../../../src/bihuan/texts/zh/forms.json";

const CORE = new URL("../../core/src/forms/", import.meta.url);
const codes = new Set(
  readdirSync(CORE)
    .flatMap((name) => readFileSync(new URL(name, CORE), "utf8").match(/"form\.[a-z_]+"/g) ?? [])
    .map((quoted) => quoted.slice(1, -1)),
);
// Of these, a definition that the server checked has none.
const NEVER = new Set(["form.rejected", "form.invalid", "form.kind_unknown"]);

test.each([
  ["zh", zh],
  ["en", en],
])("%s has words for each fault", (_language, texts) => {
  expect(codes.size).toBeGreaterThan(50);
  expect([...codes].filter((code) => !(code in texts) && !NEVER.has(code))).toEqual([]);
});
