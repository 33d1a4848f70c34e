// Answers many questions at once with the browser's core: rules over records, forms over values. Reads one JSON document
// from standard input and writes the answers, in its order, as one more (tests/agreeing asks Python the same).
import { readFileSync } from "node:fs";
import {
  addWeekdays,
  compileCondition,
  compileFormula,
  type Env,
  evaluate,
  type Field,
  type FormContext,
  NO_TREES,
  numberText,
  parseCondition,
  parseFormula,
  readForm,
  Schema,
  treeTables,
} from "../packages/core/src/index.ts";

// biome-ignore lint/suspicious/noExplicitAny: questions are JSON of many shapes
type Asked = any;

const asked: Asked = JSON.parse(readFileSync(0, "utf8"));
const rules = asked.rules ? answersOfRules(asked.rules) : [];
const forms = (asked.forms ?? []).map(answersOfForm);
process.stdout.write(JSON.stringify({ rules, forms }));

/** For every tree: its answer to every record under every env. */
function answersOfRules({ schema, trees, records, envs }: Asked): unknown[] {
  const known = new Schema(schema as Field[]);
  const places: Env[] = envs.map((env: Asked) => ({
    ...env,
    trees: treeTables(env.trees),
    addWorkingDays: addWeekdays,
  }));
  return trees.map(({ what, tree }: Asked) => {
    const ask =
      what === "condition" ? compileCondition(parseCondition(tree, known)) : compileFormula(parseFormula(tree, known));
    return places.flatMap((env) => records.map((record: Asked) => plain(ask(record, env))));
  });
}

function plain(value: unknown): unknown {
  return typeof value === "bigint" ? numberText(value) : value;
}

function answersOfForm({ definition, values, now }: Asked): unknown[] {
  const form = readForm(definition, {});
  const context: FormContext = {
    env: { now, zone: "Asia/Shanghai", trees: NO_TREES, addWorkingDays: addWeekdays },
    rights: {},
    defaultRight: "edit",
    related: {},
    files: new Map(),
    taken: new Set(),
  };
  return values.map((record: Asked) => {
    const found = evaluate(form, record, context, {});
    return {
      visible: [...found.visible].sort(),
      required: [...found.required].sort(),
      readonly: [...found.readonly].sort(),
      values: found.values,
      computed: found.computed,
      options: Object.fromEntries(Object.entries(found.options).map(([key, options]) => [key, [...options]])),
      errors: found.errors.map(({ path, code }) => [path, code]),
    };
  });
}
