// Matrices, as core/forms/kinds/matrices.py of the server has them: questions in rows, the same answers in columns.
import type { Field } from "../rules/index.ts";
import { isObject, type Json, type JsonObject, type Problem, Refusal, type Texts } from "../values.ts";
import { unspaced } from "./blanks.ts";
import { bilingual, type FieldDefinition, type FieldKindSpec, optionOf } from "./definition.ts";
import { byId, rowsOf } from "./rows.ts";
import { problem, reject } from "./spec.ts";

const LONGEST = 20_000;
const KEYS = new Set(["id", "answer"]);

/** The questions of a matrix, by key. */
export function questionsOf({ settings: { questions } }: Pick<FieldDefinition, "settings">): Map<string, Texts> {
  const listed = Array.isArray(questions) ? questions.filter(isObject) : [];
  return new Map(
    listed.map(({ key, label }) => [String(key), typeof label === "string" ? { zh: label } : (label as Texts)]),
  );
}

export const MATRIX: FieldKindSpec = {
  name: "matrix",
  ruleType: "rows",
  hasOptions: true,
  defaults: { questions: null },
  clean: (value, field) => {
    const questions = questionsOf(field);
    const problems: Problem[] = [];
    const given = new Map<string, string>();
    for (const [index, row] of sentRows(value, field, questions).entries()) {
      const { id, answer = null } = row;
      if (typeof id !== "string" || !questions.has(id) || !Object.keys(row).every((key) => KEYS.has(key))) {
        problems.push(problem("form.item_unknown", {}, `${index}.id`));
      } else if (given.has(id)) {
        problems.push(problem("form.row_repeated", { label: labelOf(field, questions, id) }, `${index}.id`));
      } else if (answer && optionOf(field, answer)) given.set(id, String(answer));
      else if (answer !== null && answer !== "") {
        problems.push(problem("form.option_unknown", { label: labelOf(field, questions, id) }, `${index}.answer`));
      }
    }
    if (problems.length) throw new Refusal("form.rejected", problems);
    const kept = [...questions.keys()].flatMap((id) => (given.has(id) ? [{ id, answer: given.get(id) ?? "" }] : []));
    return kept.length ? kept : null;
  },
  judge: function* (value, field, situation) {
    const [before, answered, questions] = [byId(situation.before), byId(value), questionsOf(field)];
    for (const key of questions.keys()) {
      const answer = answered.get(key)?.answer;
      const label = labelOf(field, questions, key);
      if (answer === undefined) {
        if (situation.required) yield problem("form.item_unanswered", { label }, key);
      } else if (!situation.options.includes(String(answer)) && before.get(key)?.answer !== answer) {
        yield problem("form.option_unavailable", { label, value: answer }, key);
      }
    }
  },
  ruleColumns: (field): Field[] => [
    { key: "id", type: "choice", options: [...questionsOf(field)].map(([value, label]) => ({ value, label })) },
    { key: "answer", type: "choice", options: field.options },
  ],
  tell: (value, field, language) => {
    const rows = byId(value);
    const said = [...questionsOf(field)].flatMap(([key, label]) => {
      const answer = rows.get(key)?.answer;
      if (!rows.has(key)) return [];
      const option = optionOf(field, answer);
      const word = option ? option.label[language] || (option.label.zh ?? "") : String(answer ?? null).slice(0, 64);
      return [`${label[language] || (label.zh ?? "")}${language === "en" ? ": " : "："}${word}`];
    });
    return said.join(language === "en" ? "; " : "；") || null;
  },
};

function labelOf(field: FieldDefinition, questions: ReadonlyMap<string, Texts>, key: string): Texts {
  const [whole, part] = [bilingual(field.label), bilingual(questions.get(key) ?? {})];
  return { zh: `${whole.zh} ${part.zh}`, en: `${whole.en} ${part.en}` };
}

/** What was sent as rows: as they are, as `{question: answer}`, or in words as they are told. */
function sentRows(value: Json, field: FieldDefinition, questions: ReadonlyMap<string, Texts>): readonly JsonObject[] {
  if (typeof value === "string") return rowsOf(toldRows(value, field, questions), questions.size);
  if (!isObject(value)) return rowsOf(value, questions.size);
  const entries = Object.entries(value);
  if (entries.length > questions.size) reject("form.too_many", { max: questions.size });
  return entries.map(([id, answer]) => ({ id, answer }));
}

function toldRows(text: string, field: FieldDefinition, questions: ReadonlyMap<string, Texts>): Json[] {
  if (text.length > LONGEST) reject("form.not_matrix");
  const asked = byWords([...questions].map(([key, label]) => [key, label]));
  const answers = byWords(field.options.map(({ value, label }) => [value, label]));
  return folded(text)
    .split(";")
    .filter(Boolean)
    .map((part) => {
      const at = part.indexOf(":");
      const id = asked.get(at < 0 ? part : part.slice(0, at));
      const answer = answers.get(at < 0 ? "" : part.slice(at + 1));
      return id === undefined || answer === undefined ? reject("form.not_matrix") : { id, answer };
    });
}

const folded = (text: string): string => unspaced(text.normalize("NFKC")).toLowerCase();

function byWords(named: readonly (readonly [string, Texts])[]): Map<string, string> {
  return new Map(named.flatMap(([key, label]) => [key, ...Object.values(label)].map((word) => [folded(word), key])));
}
