// Values and their changes in words, as core/forms/telling.py of the server tells them; both run spec/vectors/forms_told.
import { isObject, type Json, type JsonObject, same, type Texts } from "../values.ts";
import { type FieldDefinition, optionOf } from "./definition.ts";
import { readingState } from "./readings.ts";
import { byId } from "./rows.ts";
import { attempt } from "./spec.ts";
import { ANSWERS, STATES, TOLD } from "./words.ts";

/** In which language, and what ids are called: a person's or unit's name, a moment's date; null for none. */
export interface Speech {
  language: string;
  nameOf(kind: string, value: Json): string | null;
}

/** One change in words. `label` names the part of the field that changed, "" the whole; an empty side is "". */
export interface ToldChange {
  label: string;
  before: string;
  after: string;
}

function word(speech: Speech, name: string, data: Readonly<Record<string, number>> = {}): string {
  const text = TOLD[speech.language]?.[name] ?? TOLD.zh?.[name] ?? "";
  return text.replace(/\{(\w+)\}/g, (_whole, key: string) => String(data[key]));
}

function pick(speech: Speech, label: Texts): string {
  return label[speech.language] || (label.zh ?? "");
}

function aside(speech: Speech, text: string): string {
  return speech.language === "en" ? ` (${text})` : `（${text}）`;
}

/** A stored value as people read it; what does not fit the field is shown as it is. Empty is "". */
export function tellValue(field: FieldDefinition, value: Json | undefined, speech: Speech): string {
  if (value === null || value === undefined || value === "") return "";
  const told = field.kind.tell?.(value, field, speech.language);
  if (told != null) return told;
  if (field.kind.hasColumns) {
    const lines = [...byId(value).values()].map((row) => rowText(field, row, speech));
    return lines.map((line, index) => `${index + 1}. ${line}`).join(word(speech, "end"));
  }
  if (field.kind.optionsUnder === "items") return checklistText(field, value, speech);
  if (Array.isArray(value)) return value.map((item) => one(field, item, speech)).join(word(speech, "sep"));
  return one(field, value, speech);
}

/** What changed from one stored value to the next; rows and items one by one. */
export function tellChanges(
  field: FieldDefinition,
  before: Json | undefined,
  after: Json | undefined,
  speech: Speech,
): ToldChange[] {
  if (field.kind.hasColumns) return rowChanges(field, byId(before), byId(after), speech);
  if (field.kind.optionsUnder === "items") return itemChanges(field, byId(before), byId(after), speech);
  return [{ label: "", before: tellValue(field, before, speech), after: tellValue(field, after, speech) }];
}

/** What was said of one item of a checklist, with why. */
export function answerText(row: JsonObject, speech: Speech): string {
  const label = typeof row.answer === "string" ? ANSWERS[row.answer] : undefined;
  const asides = row.remark ? [String(row.remark)] : [];
  if (Array.isArray(row.photos) && row.photos.length) asides.push(word(speech, "photos", { n: row.photos.length }));
  return (label ? pick(speech, label) : "") + (asides.length ? aside(speech, asides.join(word(speech, "end"))) : "");
}

/** How many items of a checklist are answered, and how many there are. */
export function progressOf(field: FieldDefinition, value: Json | undefined): { done: number; all: number } {
  const rows = byId(value);
  return { done: field.options.filter((item) => rows.get(item.value)?.answer).length, all: field.options.length };
}

function one(field: FieldDefinition, value: Json, speech: Speech): string {
  const option = typeof value === "string" ? optionOf(field, value) : undefined;
  if (option) return pick(speech, option.label);
  if (typeof value === "object") return "…";
  const name = speech.nameOf(field.kind.name, value);
  if (name !== null) return name;
  const { unit } = field.settings;
  const text = typeof unit === "string" || isObject(unit) ? `${value} ${unitText(unit, speech)}` : String(value);
  return text + stateText(field, value, speech);
}

function unitText(unit: Json, speech: Speech): string {
  return isObject(unit) ? pick(speech, unit as Texts) : String(unit);
}

/** The mark of a reading that is not normal. */
function stateText(field: FieldDefinition, value: Json, speech: Speech): string {
  if (!("limit_min" in field.settings)) return "";
  const [clean] = attempt(() => field.kind.clean(value, field));
  const state = clean === null ? "normal" : readingState(field, clean);
  return state === "normal" ? "" : aside(speech, pick(speech, STATES[state]));
}

function rowText(field: FieldDefinition, row: JsonObject, speech: Speech): string {
  const cells = field.columns.map((column) => tellValue(column, row[column.key], speech));
  return cells.filter(Boolean).join(word(speech, "sep"));
}

/** Progress, then what is not in order. */
function checklistText(field: FieldDefinition, value: Json, speech: Speech): string {
  const { done, all } = progressOf(field, value);
  const rows = byId(value);
  const bad = field.options.flatMap((item) => {
    const row = rows.get(item.value);
    return row?.answer === "not_ok" ? [pick(speech, item.label) + word(speech, "of") + answerText(row, speech)] : [];
  });
  return [word(speech, "progress", { done, all }), ...bad].join(word(speech, "end"));
}

type Rows = ReadonlyMap<string, JsonObject>;

function rowChanges(field: FieldDefinition, old: Rows, now: Rows, speech: Speech): ToldChange[] {
  const gone = [...old].flatMap(([id, row], index) =>
    now.has(id)
      ? []
      : [{ label: word(speech, "row", { n: index + 1 }), before: rowText(field, row, speech), after: "" }],
  );
  const changed = [...now].flatMap(([id, row], index) => {
    const label = word(speech, "row", { n: index + 1 });
    const was = old.get(id);
    if (!was) return [{ label, before: "", after: rowText(field, row, speech) }];
    return field.columns.flatMap((column) => {
      const before = tellValue(column, was[column.key], speech);
      const after = tellValue(column, row[column.key], speech);
      return before === after ? [] : [{ label: `${label} ${pick(speech, column.label)}`, before, after }];
    });
  });
  return [...gone, ...changed, ...moved([...old.keys()], [...now.keys()], speech)];
}

/** The order of the rows that stayed, where that changed. */
function moved(old: readonly string[], now: readonly string[], speech: Speech): ToldChange[] {
  const stayed = old.filter((id) => now.includes(id));
  const order = now.filter((id) => old.includes(id));
  if (same(stayed, order)) return [];
  const numbers = (ids: readonly string[]) => ids.map((id) => String(old.indexOf(id) + 1)).join(word(speech, "sep"));
  return [{ label: "", before: numbers(stayed), after: numbers(order) }];
}

function itemChanges(field: FieldDefinition, old: Rows, now: Rows, speech: Speech): ToldChange[] {
  return field.options.flatMap((item) => {
    const before = answerText(old.get(item.value) ?? {}, speech);
    const after = answerText(now.get(item.value) ?? {}, speech);
    return before === after ? [] : [{ label: pick(speech, item.label), before, after }];
  });
}
