import type { Field } from "../rules/index.ts";
import { type Json, type JsonObject, lengthOf, type Problem, Refusal, type Texts } from "../values.ts";
import { trimmed } from "./blanks.ts";
import { bilingual, type FieldDefinition, type FieldKindSpec, type OptionDefinition, optionOf } from "./definition.ts";
import { judgeFile } from "./files.ts";
import { identifier } from "./references.ts";
import { byId, laidOver, rowsOf, under } from "./rows.ts";
import { attempt, problem, reject } from "./spec.ts";
import { readable } from "./texts.ts";
import { ANSWERS } from "./words.ts";

const MOST_REMARK = 500;
const MOST_PHOTOS = 9;
const KEYS = new Set(["id", "answer", "remark", "photos"]);

/** The answers that an item of this checklist may have. */
export function answersOf(field: FieldDefinition): string[] {
  return Object.keys(ANSWERS).filter((answer) => answer !== "na" || field.settings.allow_na !== false);
}

/** One row per item in the order of the items, unanswered ones included. */
export const CHECKLIST: FieldKindSpec = {
  name: "checklist",
  ruleType: "rows",
  hasOptions: true,
  optionsUnder: "items",
  defaults: { all_ok: false, allow_na: true, remark_not_ok: true, photo_not_ok: false },
  clean: (value, field) => {
    const problems: Problem[] = [];
    const given = new Map<string, Record<string, Json>>();
    for (const [index, row] of rowsOf(value, field.options.length).entries()) {
      const item = optionOf(field, row.id);
      if (!item) problems.push(problem("form.item_unknown", {}, `${index}.id`));
      else if (given.has(item.value)) {
        problems.push(problem("form.row_repeated", { label: labelOf(field, item) }, `${index}.id`));
      } else given.set(item.value, cleanItem(row, index, field, item, problems));
    }
    if (problems.length) throw new Refusal("form.rejected", problems);
    if (![...given.values()].some((found) => Object.keys(found).length)) return null;
    return field.options.map((item) => ({ id: item.value, ...given.get(item.value) }));
  },
  judge: function* (value, field, situation) {
    const before = byId(situation.before);
    for (const [index, row] of (value as readonly JsonObject[]).entries()) {
      const item = optionOf(field, row.id);
      if (!item) continue;
      const label = labelOf(field, item);
      if (situation.required && !item.optional && !row.answer) {
        yield problem("form.item_unanswered", { label }, `${index}.answer`);
      }
      yield* under(String(index), label, lacking(row, field));
      const standing = { ...situation, before: before.get(String(row.id))?.photos };
      for (const [place, photo] of photosOf(row).entries()) {
        yield* under(`${index}.photos.${place}`, label, judgeFile("", photo, ["photo"], standing));
      }
    }
  },
  layOver: (sent, before) => [laidOver(sent, before), []],
  filesIn: (value) => [...byId(value).values()].flatMap(photosOf),
  ruleColumns: (field): Field[] => [
    { key: "id", type: "choice", options: field.options },
    { key: "answer", type: "choice", options: Object.entries(ANSWERS).map(([value, label]) => ({ value, label })) },
    { key: "remark", type: "text" },
    { key: "photos", type: "files" },
  ],
};

function photosOf(row: JsonObject): string[] {
  return Array.isArray(row.photos) ? row.photos.filter((photo) => typeof photo === "string") : [];
}

function labelOf(field: FieldDefinition, item: OptionDefinition): Texts {
  const [whole, part] = [bilingual(field.label), bilingual(item.label)];
  return { zh: `${whole.zh} ${part.zh}`, en: `${whole.en} ${part.en}` };
}

/** What was said of one item, in canonical form; adds to `problems`. */
function cleanItem(
  row: JsonObject,
  index: number,
  field: FieldDefinition,
  item: OptionDefinition,
  problems: Problem[],
): Record<string, Json> {
  for (const key of Object.keys(row)) {
    if (!KEYS.has(key)) problems.push(problem("form.column_unknown", {}, `${index}.${key.slice(0, 64)}`));
  }
  const found: Record<string, Json> = {};
  const readers = { answer: (value: Json) => answerOf(value, field), remark: remarkOf, photos: photoList };
  for (const [key, read] of Object.entries(readers)) {
    const sent = row[key] ?? null;
    const [value, faults] = attempt(() => (sent === null ? null : read(sent)));
    problems.push(...under(`${index}.${key}`, labelOf(field, item), faults));
    if (value !== null) found[key] = value;
  }
  return found;
}

function answerOf(value: Json, field: FieldDefinition): string | null {
  if (value === "") return null;
  return typeof value === "string" && answersOf(field).includes(value) ? value : reject("form.answer_unknown");
}

function remarkOf(value: Json): string | null {
  const text = trimmed(readable(value, MOST_REMARK).replace(/\r\n?/g, "\n"));
  const length = lengthOf(text);
  if (length > MOST_REMARK) reject("form.too_long", { max: MOST_REMARK, length });
  return text || null;
}

function photoList(value: Json): string[] | null {
  if (!Array.isArray(value)) reject("form.not_list");
  if (value.length > MOST_PHOTOS) reject("form.too_many", { max: MOST_PHOTOS });
  const named = value.map((item) => identifier(item) ?? reject("form.not_reference"));
  return named.length ? [...new Set(named)] : null;
}

/** What must be said and shown of an item that is not in order. */
function lacking(row: JsonObject, field: FieldDefinition): Problem[] {
  if (row.answer !== "not_ok") return [];
  const found: Problem[] = [];
  if (field.settings.remark_not_ok && !row.remark) found.push(problem("form.remark_missing", {}, "remark"));
  if (field.settings.photo_not_ok && !photosOf(row).length) found.push(problem("form.photo_missing", {}, "photos"));
  return found;
}
