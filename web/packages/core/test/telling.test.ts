import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readForm, tellChanges, tellValue } from "../src/index.ts";

const FILE = new URL("../../../../spec/vectors/forms_told/telling.json", import.meta.url);

// biome-ignore lint/suspicious/noExplicitAny: vectors are JSON of many shapes
type Case = any;
const { forms, cases }: { forms: Record<string, Case>; cases: Case[] } = JSON.parse(readFileSync(FILE, "utf8"));

describe("the browser says it as the vector does", () => {
  test.each(cases.flatMap((each) => ["zh", "en"].map((language) => [each.name, language, each] as const)))(
    "%s (%s)",
    (_name, language, each) => {
      const field = readForm(forms[each.form]).fields.get(each.field);
      if (!field) throw new Error(`no field ${each.field}`);
      const nameOf = (kind: string, value: unknown) => each.names?.[kind]?.[String(value)] ?? null;
      const speech = { language, nameOf };
      expect(tellValue(field, each.after, speech)).toBe(each.expect[language].value);
      const told = tellChanges(field, each.before, each.after, speech);
      expect(told.map(({ label, before, after }) => [label, before, after])).toEqual(each.expect[language].changes);
    },
  );
});
