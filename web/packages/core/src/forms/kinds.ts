import { isoInstant, zoneMinutes } from "../rules/constants.ts";
import type { Field } from "../rules/index.ts";
import * as numbers from "../rules/numbers.ts";
import { isObject, type Json, lengthOf, type Problem, Refusal } from "../values.ts";
import { trimmed, unspaced } from "./blanks.ts";
import { CHECKLIST } from "./checklists.ts";
import { DURATION, TIME_OF_DAY } from "./clock.ts";
import { CONSENT, SWITCH } from "./consents.ts";
import { EMAIL_ADDRESS, IDENTITY, PHONE, WEB_ADDRESS } from "./contacts.ts";
import { DAY, DAY_SPAN } from "./days.ts";
import { type FieldDefinition, type FieldKindSpec, optionOf, type Situation } from "./definition.ts";
import { FILES, SIGNATURE } from "./files.ts";
import { MATRIX } from "./matrices.ts";
import { ADDRESS, GPS_POINT } from "./places.ts";
import { READING_DEFAULTS } from "./readings.ts";
import { identifier } from "./references.ts";
import { NPS, PERCENT, RATING } from "./scales.ts";
import { SCAN } from "./scans.ts";
import { problem, reject } from "./spec.ts";
import { SUB_TABLE } from "./tables.ts";
import { readable } from "./texts.ts";
import { THINGS } from "./things.ts";

const number = (field: FieldDefinition, name: string): number => Number(field.settings[name]);

// --- text -----------------------------------------------------------------------------------------------------

function boundedText(text: string, field: FieldDefinition): string | null {
  if (!text) return null;
  const length = lengthOf(text);
  const most = number(field, "max_length");
  if (length > most) reject("form.too_long", { max: most, length });
  const least = field.settings.min_length;
  if (typeof least === "number" && length < least) reject("form.too_short", { min: least, length });
  return text;
}

const TEXT: FieldKindSpec = {
  name: "text",
  ruleType: "text",
  defaults: { max_length: 500, min_length: null, code: false },
  clean: (value, field) => {
    const text = readable(value, number(field, "max_length"));
    // Twice: without the blank between them two marks may compose ("e", blank, accent).
    if (field.settings.code) return boundedText(unspaced(text.normalize("NFKC")).normalize("NFKC"), field);
    return boundedText(trimmed(text.replace(/[\t\n\r\u2028\u2029]/g, " ")), field);
  },
};

const LONG_TEXT: FieldKindSpec = {
  name: "long_text",
  ruleType: "text",
  defaults: { max_length: 20_000, min_length: null },
  clean: (value, field) =>
    boundedText(trimmed(readable(value, number(field, "max_length")).replace(/\r\n?/g, "\n")), field),
};

// --- numbers --------------------------------------------------------------------------------------------------

const MOST_WHOLE = 10n ** 36n;

function boundedNumber(found: bigint, field: FieldDefinition): bigint {
  if (found <= -MOST_WHOLE || found >= MOST_WHOLE) reject("form.too_many_digits", { max: 18 });
  const low = numbers.numberOf(field.settings.min);
  const high = numbers.numberOf(field.settings.max);
  if (low !== null && found < low) reject("form.too_small", { min: numbers.numberText(low) });
  if (high !== null && found > high) reject("form.too_large", { max: numbers.numberText(high) });
  return found;
}

function readNumber(value: Json): bigint | null {
  const plain = typeof value === "string" && value.length <= 64 ? trimmed(value.normalize("NFKC")) : value;
  if (plain === "") return null;
  return numbers.numberOf(plain) ?? reject("form.not_number");
}

function numeric(
  name: string,
  defaults: Record<string, Json>,
  places: (field: FieldDefinition) => number,
  write: (found: bigint) => string,
): FieldKindSpec {
  return {
    name,
    ruleType: "number",
    defaults: { min: null, max: null, ...defaults },
    clean: (value, field) => {
      const found = readNumber(value);
      if (found === null) return null;
      if (numbers.decimalsOf(found) > places(field)) reject("form.too_many_decimals", { max: places(field) });
      return write(boundedNumber(found, field));
    },
    fit: (result, field) => {
      const found = numbers.numberOf(result) ?? reject("form.not_number");
      return write(boundedNumber(numbers.roundTo(found, places(field)), field));
    },
  };
}

const NUMBER = numeric("number", { decimals: 6, unit: null }, (field) => number(field, "decimals"), numbers.numberText);
const READING = numeric("reading", READING_DEFAULTS, (field) => number(field, "decimals"), numbers.numberText);
const AMOUNT = numeric(
  "amount",
  { currency: "CNY", capitals: false },
  () => 2,
  (found) => numbers.fixedText(found, 2),
);

const PLAIN_SLIDER = numeric("slider", { min: "0", max: "100", step: "1", unit: null }, () => 6, numbers.numberText);

function onStep(value: Json, field: FieldDefinition): Json {
  const [found, step] = [numbers.numberOf(value), numbers.numberOf(field.settings.step) ?? 1n];
  if (found !== null && found % step) reject("form.off_step", { step: numbers.numberText(step) });
  return value;
}

const SLIDER: FieldKindSpec = {
  ...PLAIN_SLIDER,
  clean: (value, field) => onStep(PLAIN_SLIDER.clean(value, field), field),
  fit: (result, field) => onStep(PLAIN_SLIDER.fit?.(result, field) ?? null, field),
};

// --- choices --------------------------------------------------------------------------------------------------

const MOST_CHOSEN = 100;

/** A retired option may stay where it stood, but not be chosen anew. */
function unavailable(value: string, path: string, field: FieldDefinition, situation: Situation): Problem[] {
  if (situation.options.includes(value)) return [];
  const before = Array.isArray(situation.before) ? situation.before : [situation.before];
  const keeps = optionOf(field, value)?.retired && before.includes(value);
  return keeps ? [] : [problem("form.option_unavailable", { value }, path)];
}

const CHOICE: FieldKindSpec = {
  name: "choice",
  ruleType: "choice",
  hasOptions: true,
  defaults: { display: null },
  clean: (value, field) => {
    if (value === "") return null;
    if (typeof value !== "string") reject("form.not_option");
    return optionOf(field, value) ? value : reject("form.option_unknown");
  },
  judge: (value, field, situation) => unavailable(String(value), "", field, situation),
};

const MULTI_CHOICE: FieldKindSpec = {
  name: "multi_choice",
  ruleType: "multi",
  hasOptions: true,
  defaults: { max_items: MOST_CHOSEN, min_items: null, display: null },
  clean: (value, field) => {
    if (!Array.isArray(value)) reject("form.not_list");
    if (value.length > MOST_CHOSEN) reject("form.too_many", { max: MOST_CHOSEN });
    const faults = value.flatMap((item, index) => {
      if (optionOf(field, item)) return [];
      return [problem(typeof item === "string" ? "form.option_unknown" : "form.not_option", {}, String(index))];
    });
    if (faults.length) throw new Refusal("form.rejected", faults);
    return counted(
      field,
      field.options.map((option) => option.value).filter((option) => value.includes(option)),
    );
  },
  judge: (value, field, situation) =>
    (value as string[]).flatMap((item, index) => unavailable(item, String(index), field, situation)),
};

function counted(field: FieldDefinition, chosen: string[]): string[] | null {
  if (!chosen.length) return null;
  const { max_items: most, min_items: least } = field.settings;
  if (chosen.length > Number(most)) reject("form.too_many", { max: most });
  if (typeof least === "number" && chosen.length < least) reject("form.too_few", { min: least });
  return chosen;
}

// --- moments --------------------------------------------------------------------------------------------------

const WRITTEN = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(:\d{2})?(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})?$/;
const FIRST = -2_208_988_800_000;
const LAST = 7_258_118_400_000;

function writtenInstant(text: string): number {
  const found = WRITTEN.exec(text);
  if (!found) reject("form.not_instant");
  const [, minute, second = ":00", fraction = "", zone] = found;
  if (zone === undefined) reject("form.zone_missing");
  if (zoneMinutes(zone) === null) reject("form.not_instant");
  return isoInstant(`${minute}${second}${fraction.slice(0, 4)}${zone}`) ?? reject("form.not_instant");
}

const DATE_TIME: FieldKindSpec = {
  name: "date_time",
  ruleType: "instant",
  defaults: {},
  clean: (value) => {
    const text = typeof value === "string" ? trimmed(value) : null;
    if (text === "") return null;
    const at = text === null ? value : writtenInstant(text);
    if (typeof at !== "number" || !Number.isInteger(at)) reject("form.not_instant");
    return FIRST <= at && at < LAST ? at : reject("form.instant_out_of_range", { min: FIRST, max: LAST });
  },
};

// --- references -------------------------------------------------------------------------------------

const reference = (name: string, ruleType: FieldKindSpec["ruleType"]): FieldKindSpec => ({
  name,
  ruleType,
  isReference: true,
  defaults: {},
  clean: identifier,
});

/** A record of a custom table; `takes` says which of its fields rules of this form may read. */
const RECORD: FieldKindSpec = {
  ...reference("record", "record"),
  defaults: { table: null, takes: [] },
  ruleColumns: (field) => {
    const takes = Array.isArray(field.settings.takes) ? field.settings.takes : [];
    return takes.filter(isObject).map((one) => ({ key: String(one.field), type: one.type as Field["type"] }));
  },
};

export const KINDS: ReadonlyMap<string, FieldKindSpec> = new Map(
  [
    TEXT,
    LONG_TEXT,
    NUMBER,
    AMOUNT,
    CHOICE,
    MULTI_CHOICE,
    DATE_TIME,
    reference("person", "person"),
    reference("department", "department"),
    reference("region", "region"),
    reference("device", "record"),
    FILES,
    SIGNATURE,
    SUB_TABLE,
    CHECKLIST,
    READING,
    RECORD,
    DAY,
    TIME_OF_DAY,
    DAY_SPAN,
    DURATION,
    SCAN,
    ...THINGS,
    ADDRESS,
    GPS_POINT,
    PHONE,
    EMAIL_ADDRESS,
    WEB_ADDRESS,
    IDENTITY,
    PERCENT,
    RATING,
    SLIDER,
    NPS,
    SWITCH,
    CONSENT,
    MATRIX,
  ].map((kind) => [kind.name, kind]),
);
