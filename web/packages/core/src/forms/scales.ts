// Numbers on a scale, as core/forms/kinds/scales.py of the server has them.
import { numberOf, numberText } from "../rules/index.ts";
import { decimalsOf, isWhole, ofWhole, roundTo, toCount } from "../rules/numbers.ts";
import { isObject, type Json, type Texts } from "../values.ts";
import { unspaced } from "./blanks.ts";
import type { FieldDefinition, FieldKindSpec } from "./definition.ts";
import { reject } from "./spec.ts";

const LONGEST = 40;
const STARS = /^[★☆]{0,10}(?:(\d{1,2})(?:分|星|stars?|\/(\d{1,2}))?)?$/;
const SCORE = /^(\d{1,2})(?:分|\/10)?(?:\([^()]*\))?$/;
const MOST_WHOLE = 10n ** 36n;
const HUNDRED = 100n;

/** What was sent as narrow text without blanks, numbers as they are written. */
function plain(value: Json, code: string, data: Record<string, unknown> = {}): string {
  if (typeof value === "string") {
    if (value.length > LONGEST) reject(code, data);
    return unspaced(value.normalize("NFKC")).toLowerCase();
  }
  const found = numberOf(value);
  return found === null ? reject(code, data) : numberText(found);
}

const isHuge = (found: bigint): boolean => found <= -MOST_WHOLE || found >= MOST_WHOLE;

function boundedPercentage(percentage: bigint, { settings }: FieldDefinition): string {
  const [low, high] = [numberOf(settings.min), numberOf(settings.max)];
  if (low !== null && percentage < low) reject("form.percent_too_small", { min: numberText(low) });
  if (high !== null && percentage > high) reject("form.percent_too_large", { max: numberText(high) });
  if (isHuge(percentage)) reject("form.too_many_digits", { max: 18 });
  return numberText(percentage / HUNDRED);
}

/** A share of a whole: typed and told as percent; a bare number is the share. */
export const PERCENT: FieldKindSpec = {
  name: "percent",
  ruleType: "number",
  defaults: { min: "0", max: "100", decimals: 2 },
  clean: (value, field) => {
    const text = plain(value, "form.not_percent");
    if (!text) return null;
    const found = numberOf(text.replace(/%$/, "")) ?? reject("form.not_percent");
    if (isHuge(found)) reject("form.too_many_digits", { max: 18 });
    const percentage = text.endsWith("%") ? found : found * HUNDRED;
    const places = Number(field.settings.decimals);
    if (decimalsOf(percentage) > places) reject("form.too_many_decimals", { max: places });
    return boundedPercentage(percentage, field);
  },
  fit: (result, field) => {
    const share = numberOf(result) ?? reject("form.not_percent");
    return boundedPercentage(roundTo(share * HUNDRED, Number(field.settings.decimals)), field);
  },
  tell: (value) => {
    const share = numberOf(value);
    return share === null ? null : `${numberText(share * HUNDRED)}%`;
  },
};

const mostStars = (field: FieldDefinition): number => Number(field.settings.stars ?? 5);

function counted(stars: number, most: number): string {
  return stars >= 1 && stars <= most ? String(stars) : reject("form.not_rating", { most });
}

/** One to so many stars. */
export const RATING: FieldKindSpec = {
  name: "rating",
  ruleType: "number",
  defaults: { stars: 5 },
  clean: (value, field) => {
    const most = mostStars(field);
    const text = plain(value, "form.not_rating", { most });
    if (!text) return null;
    const found = STARS.exec(text);
    if (!found || (found[2] && Number(found[2]) !== most)) reject("form.not_rating", { most });
    return counted(found[1] ? Number(found[1]) : text.split("★").length - 1, most);
  },
  fit: (result, field) => {
    const [found, most] = [numberOf(result), mostStars(field)];
    if (found === null || found < 0n || found > ofWhole(most)) reject("form.not_rating", { most });
    return counted(toCount(roundTo(found, 0)), most);
  },
  tell: (value, field) => {
    const [found, most] = [numberOf(value), mostStars(field)];
    if (found === null || !isWhole(found) || found <= 0n || toCount(found) > most) return null;
    const stars = toCount(found);
    return `${"★".repeat(stars)}${"☆".repeat(most - stars)} ${stars}/${most}`;
  },
};

/** What 0 to 6, 7 and 8, 9 and 10 say of whoever gave them. */
export const NPS_GROUPS: Readonly<Record<string, Texts>> = {
  detractor: { zh: "贬损者", en: "Detractor" },
  passive: { zh: "中立者", en: "Passive" },
  promoter: { zh: "推荐者", en: "Promoter" },
};

export const npsGroupOf = (score: number): string => (score >= 9 ? "promoter" : score >= 7 ? "passive" : "detractor");

const NPS_KEYS = new Set(["id", "score"]);

/** Net promoter score: 0 to 10 with the group, by which rules, filters and reports know it. */
export const NPS: FieldKindSpec = {
  name: "nps",
  ruleType: "choice",
  defaults: {},
  ruleOptions: () => Object.entries(NPS_GROUPS).map(([value, label]) => ({ value, label })),
  clean: (value) => {
    if (isObject(value) && !Object.keys(value).every((key) => NPS_KEYS.has(key))) reject("form.not_nps");
    const sent = isObject(value) ? (value.score === undefined ? "" : value.score) : value;
    const text = sent === null ? "" : plain(sent, "form.not_nps");
    if (!text) return null;
    const found = SCORE.exec(text);
    const score = Number(found?.[1]);
    if (!found || score > 10) reject("form.not_nps");
    return { id: npsGroupOf(score), score: String(score) };
  },
  tell: (value, _field, language) => {
    const group = isObject(value) && typeof value.id === "string" ? NPS_GROUPS[value.id] : undefined;
    if (!group || !isObject(value)) return null;
    return language === "en" ? `${value.score} (${group.en})` : `${value.score}（${group.zh}）`;
  },
};
