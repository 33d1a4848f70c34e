// Addresses by their parts and measured points, as core/forms/kinds/places.py of the server has them.
import type { Field } from "../rules/index.ts";
import { numberOf, numberText } from "../rules/index.ts";
import { roundTo } from "../rules/numbers.ts";
import { isObject, type Json, type JsonObject, lengthOf } from "../values.ts";
import { trimmed } from "./blanks.ts";
import type { FieldDefinition, FieldKindSpec } from "./definition.ts";
import { reject } from "./spec.ts";
import { readable } from "./texts.ts";

export const ADDRESS_PARTS = ["province", "city", "district", "street"] as const;
type Part = (typeof ADDRESS_PARTS)[number];
type Parts = Partial<Record<Part, string>>;

const LONGEST: Readonly<Record<Part, number>> = { province: 30, city: 30, district: 30, street: 200 };
const WHOLE = 400;
const SHAPES: readonly (readonly [Part, RegExp])[] = [
  ["province", /^(?:[^省市区县]{2,8}?(?:省|自治区|特别行政区)|(?:北京|上海|天津|重庆)市)/u],
  ["city", /^[^省市区县路街道巷号]{1,8}?(?:市|自治州|地区|盟)/u],
  ["district", /^[^市区县旗路街道巷号弄村镇乡]{1,8}?(?:区|县|市|旗)/u],
];
const BREAKS = /[\t\n\r\u2028\u2029]/g;
const PAIR = /^(-?\d{1,3}(?:\.\d{1,12})?)[,，;；](-?\d{1,3}(?:\.\d{1,12})?)(?:[（(][^（()）]*[)）])?$/;
const FIRST = -2_208_988_800_000;
const LAST = 7_258_118_400_000;

/** The parts of an address written in one line; what names no province and no city is all street. */
export function splitAddress(text: string): Parts {
  const found: Parts = {};
  let rest = text;
  for (const [part, shape] of SHAPES) {
    const match = part !== "district" || Object.keys(found).length ? shape.exec(rest) : null;
    if (!match) continue;
    found[part] = match[0];
    rest = trimmed(rest.slice(match[0].length));
  }
  return rest ? { ...found, street: rest } : found;
}

const line = (text: Json): string => trimmed(readable(text, WHOLE).replace(BREAKS, " "));

function partsOf(value: Json): Parts {
  if (!isObject(value) || Object.keys(value).some((key) => key !== "id" && !ADDRESS_PARTS.includes(key as Part))) {
    reject("form.not_address");
  }
  const found: Parts = {};
  for (const part of ADDRESS_PARTS) {
    const text = value[part] == null ? "" : line(value[part]);
    if (text) found[part] = text;
  }
  return found;
}

function wholeLine(value: string): string {
  const text = line(value);
  const length = lengthOf(text);
  return length > WHOLE ? reject("form.too_long", { max: WHOLE, length }) : text;
}

const ADDRESS_FIELDS: readonly Field[] = [
  { key: "province", type: "text", label: { zh: "省", en: "province" } },
  { key: "city", type: "text", label: { zh: "市", en: "city" } },
  { key: "district", type: "text", label: { zh: "区县", en: "district" } },
  { key: "street", type: "text", label: { zh: "街道门牌", en: "street" } },
];

export const ADDRESS: FieldKindSpec = {
  name: "address",
  ruleType: "record",
  defaults: { whole: false },
  parts: ADDRESS_FIELDS,
  ruleColumns: () => ADDRESS_FIELDS,
  clean: (value, { settings }) => {
    const parts = typeof value === "string" ? splitAddress(wholeLine(value)) : partsOf(value);
    if (!Object.keys(parts).length) return null;
    if (settings.whole && !(parts.city && parts.street)) reject("form.address_half");
    for (const [part, text] of Object.entries(parts) as [Part, string][]) {
      const length = lengthOf(text);
      if (length > LONGEST[part]) reject("form.too_long", { max: LONGEST[part], length }, part);
    }
    return { id: ADDRESS_PARTS.map((part) => parts[part] ?? "").join(""), ...parts };
  },
  tell: (value) => (isObject(value) && typeof value.id === "string" ? value.id : null),
};

const POINT_FIELDS: readonly Field[] = [
  { key: "lat", type: "number", label: { zh: "纬度", en: "latitude" } },
  { key: "lng", type: "number", label: { zh: "经度", en: "longitude" } },
  { key: "accuracy", type: "number", label: { zh: "精度（米）", en: "accuracy (m)" } },
  { key: "at", type: "instant", label: { zh: "定位时间", en: "measured at" } },
];
const POINT_KEYS = new Set(["id", "lat", "lng", "accuracy", "at"]);

/** A measured position, WGS 84: `{id, lat, lng, accuracy, at}`; without `accuracy` it was typed. */
export const GPS_POINT: FieldKindSpec = {
  name: "gps_point",
  ruleType: "record",
  defaults: { allow_typed: false, max_accuracy: null },
  parts: POINT_FIELDS,
  ruleColumns: () => POINT_FIELDS,
  clean: (value, field) => {
    const sent = typeof value === "string" ? typed(value) : value;
    if (sent === null) return null;
    if (!isObject(sent) || Object.keys(sent).some((key) => !POINT_KEYS.has(key))) reject("form.not_point");
    const [lat, lng] = [degrees(sent.lat, 90), degrees(sent.lng, 180)];
    const point = { id: `${lat},${lng}`, lat, lng };
    if (sent.accuracy == null) return field.settings.allow_typed ? point : reject("form.point_typed");
    return { ...point, ...measured(sent, field) };
  },
  tell: (value, _field, language) => {
    if (!isObject(value) || value.lat === undefined || value.lng === undefined) return null;
    const where = `${value.lat}, ${value.lng}`;
    if (value.accuracy == null) return where + (language === "en" ? " (typed)" : "（手工填写）");
    return where + (language === "en" ? ` (±${value.accuracy} m)` : `（±${value.accuracy} 米）`);
  },
};

function typed(text: string): JsonObject | null {
  const plain = text.length <= 60 ? text.replaceAll(" ", "") : text;
  if (!plain) return null;
  const found = PAIR.exec(plain);
  return found ? { lat: found[1] ?? "", lng: found[2] ?? "" } : reject("form.not_point");
}

function degrees(value: Json | undefined, most: number): string {
  const sayable = typeof value === "string" || (typeof value === "number" && Number.isInteger(value));
  const found = sayable ? numberOf(value) : null;
  const limit = numberOf(most) ?? 0n;
  if (found === null || found > limit || found < -limit) reject("form.not_point");
  return numberText(roundTo(found, 6));
}

function measured({ accuracy, at }: JsonObject, { settings }: FieldDefinition): JsonObject {
  if (!isWhole(accuracy, 0, 1_000_000) || !isWhole(at, FIRST, LAST)) reject("form.not_point");
  const most = settings.max_accuracy;
  if (most != null && Number(accuracy) > Number(most)) reject("form.point_inexact", { max: most, accuracy });
  return { accuracy: accuracy as Json, at: at as Json };
}

function isWhole(value: Json | undefined, low: number, high: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && low <= value && value < high;
}
