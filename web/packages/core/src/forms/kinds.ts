import { isoInstant, zoneMinutes } from "../rules/constants.ts";
import * as numbers from "../rules/numbers.ts";
import { type Json, lengthOf, type Problem, Refusal } from "../values.ts";
import { trimmed, unspaced } from "./blanks.ts";
import type { FileFacts } from "./context.ts";
import { MEDIA } from "./context.ts";
import { type FieldDefinition, type FieldKindSpec, optionOf, type Situation } from "./definition.ts";
import { attempt, problem, reject } from "./spec.ts";

const number = (field: FieldDefinition, name: string): number => Number(field.settings[name]);

// --- text -----------------------------------------------------------------------------------------------------

// NUL breaks PostgreSQL, a lone surrogate breaks UTF-8, the other controls break screens and CSV.
const UNSTORABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

function readable(value: Json, longest: number): string {
  if (typeof value !== "string") reject("form.not_text");
  const length = value.length > longest ? lengthOf(value) : value.length;
  if (length > 4 * longest + 1_000) reject("form.too_long", { max: longest, length });
  const bad = UNSTORABLE.exec(value)?.[0].charCodeAt(0);
  if (bad !== undefined) {
    reject("form.bad_character", { code_point: `U+${bad.toString(16).toUpperCase().padStart(4, "0")}` });
  }
  return value.normalize("NFC");
}

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
const AMOUNT = numeric(
  "amount",
  { currency: "CNY" },
  () => 2,
  (found) => numbers.fixedText(found, 2),
);

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
  defaults: {},
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
  defaults: { max_items: MOST_CHOSEN, min_items: null },
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

// --- references and files -------------------------------------------------------------------------------------

const ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

function identifier(value: Json): string | null {
  if (value === "") return null;
  return typeof value === "string" && ID.test(value) ? value : reject("form.not_reference");
}

const reference = (name: string, ruleType: FieldKindSpec["ruleType"]): FieldKindSpec => ({
  name,
  ruleType,
  isReference: true,
  defaults: {},
  clean: identifier,
});

function judgeFile(path: string, id: string, accepted: Json | undefined, situation: Situation): Problem[] {
  const facts = situation.files.get(id);
  const before = Array.isArray(situation.before) ? situation.before : [situation.before];
  if (!facts) return before.includes(id) ? [] : [problem("form.file_unknown", {}, path)];
  if (!Array.isArray(accepted) || facts.media === null || accepted.includes(facts.media)) return [];
  return [problem("form.file_not_accepted", { media: facts.media }, path)];
}

/** Announced files count as what they were announced; those of unknown kind may still fill any gap. */
function missingEvidence(ids: readonly string[], field: FieldDefinition, files: Situation["files"]): Problem[] {
  const known = ids.map((id) => files.get(id)).filter((facts): facts is FileFacts => facts !== undefined);
  const count = (media: string | null) => known.filter((facts) => facts.media === media).length;
  const wanted = (field.settings.evidence ?? {}) as Record<string, number>;
  const found: Problem[] = [];
  let jokers = count(null);
  for (const media of MEDIA.filter((each) => each in wanted)) {
    const [min = 0, have] = [wanted[media], count(media)];
    const lacking = Math.max(0, min - have);
    if (lacking > jokers) found.push(problem("form.evidence_missing", { media, min, have }));
    jokers = Math.max(0, jokers - lacking);
  }
  return found;
}

const FILES: FieldKindSpec = {
  name: "files",
  ruleType: "files",
  defaults: { max_items: 20, accept: null, evidence: null },
  clean: (value, field) => {
    if (!Array.isArray(value)) reject("form.not_list");
    const most = number(field, "max_items");
    if (value.length > most) reject("form.too_many", { max: most });
    const faults: Problem[] = [];
    const named = value.map((item, index) => {
      const [id, found] = attempt(() => identifier(item) ?? reject("form.not_reference"));
      for (const fault of found) faults.push({ ...fault, path: String(index) });
      return id;
    });
    if (faults.length) throw new Refusal("form.rejected", faults);
    return named.length ? [...new Set(named)] : null;
  },
  judge: (value, field, situation) => {
    const ids = value as string[];
    const found = ids.flatMap((id, index) => judgeFile(String(index), id, field.settings.accept, situation));
    return situation.required ? [...found, ...missingEvidence(ids, field, situation.files)] : found;
  },
  filesIn: (value) => value as string[],
};

const SIGNATURE: FieldKindSpec = {
  name: "signature",
  ruleType: "text",
  defaults: {},
  clean: identifier,
  judge: (value, _field, situation) => judgeFile("", String(value), ["photo"], situation),
  filesIn: (value) => [String(value)],
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
  ].map((kind) => [kind.name, kind]),
);
