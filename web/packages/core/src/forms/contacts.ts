// What reaches or names a person, as core/forms/kinds/contacts.py of the server has it.
import type { Json } from "../values.ts";
import { trimmed, unspaced } from "./blanks.ts";
import type { FieldKindSpec } from "./definition.ts";
import { reject } from "./spec.ts";

const MOST_EMAIL = 254;
const MOST_URL = 2_000;
const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const EMAIL = new RegExp(`^(${ATOM}(?:\\.${ATOM})*)@((?:${LABEL}\\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9])$`);
const NAMED = /^[^<>]*<([^<>]*)>$/;
const URL_PARTS = new RegExp(`^(https?)://(${LABEL}(?:\\.${LABEL})*)(:[0-9]{1,5})?([/?#][^\\s\\\\<>"\`]*)?$`, "i");
const SCHEME = /^([a-z][a-z0-9+.-]*):(?!\d)/i;
const UNSEEN = /[\p{C}\p{Z}]/u;
const MARKS = /[-().·–—]/g;
const EXTENSION = /^(.*?)(?:转|分机|ext\.?|x|#|(?<=\d{7})-)(\d{1,6})$/i;
const MOBILE = /^(?:\+86|0086|86)?(1[3-9]\d{9})$/;
const HOME = /^(?:\+86|0086)0?([1-9]\d{8,11})$/;
const LANDLINE = /^(?:0(?:10|2\d)[2-9]\d{7}|0[3-9]\d{2}[2-9]\d{6,7})$/;
const SERVICE = /^(?:[48]00\d{7}|1[0-2]\d{1,3}|9[56]\d{3,4})$/;
const ABROAD = /^(?:\+|00)([1-9]\d{6,14})$/;
const LOCAL = /^[2-9]\d{6,7}$/;
const ID_CARD = /^[1-9]\d{16}[\dX]$/;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = "10X98765432";
const PROVINCES = new Set(
  "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91".split(
    " ",
  ),
);

/** What was sent with wide marks made narrow and no blanks around it. */
function narrow(value: Json, code: string, longest = 80): string {
  if (typeof value !== "string" || [...value].length > longest) reject(code);
  return trimmed(value.normalize("NFKC"));
}

/** An address of mail; `张工 <a@b.cn>` and `mailto:a@b.cn` are read. */
export const EMAIL_ADDRESS: FieldKindSpec = {
  name: "email",
  ruleType: "text",
  defaults: {},
  clean: (value) => {
    let text = narrow(value, "form.not_email", 2 * MOST_EMAIL);
    if (!text) return null;
    const named = NAMED.exec(text)?.[1];
    if (named !== undefined) text = trimmed(named);
    if (text.slice(0, 7).toLowerCase() === "mailto:") text = text.slice(7);
    const [, local = "", domain = ""] = EMAIL.exec(text) ?? reject("form.not_email");
    if (text.length > MOST_EMAIL || local.length > 64) reject("form.not_email");
    return `${local}@${domain.toLowerCase()}`;
  },
  // What was masked is nobody's address.
  link: (value) =>
    String(value).includes("****")
      ? null
      : `mailto:${String(value).replace(/%/g, "%25").replace(/[?&#]/g, encodeURIComponent)}`,
};

/** An address of the web that is safe to open. */
export const WEB_ADDRESS: FieldKindSpec = {
  name: "url",
  ruleType: "text",
  defaults: { allow_http: false },
  clean: (value, field) => {
    if (typeof value !== "string" || [...value].length > 2 * MOST_URL) reject("form.not_url");
    const sent = trimmed(value);
    if (!sent) return null;
    const scheme = SCHEME.exec(sent)?.[1]?.toLowerCase();
    if (scheme !== undefined && scheme !== "https" && scheme !== "http") reject("form.url_unsafe");
    const text = scheme === undefined ? `https://${sent}` : sent;
    const [, before = "", host = "", port = "", rest = ""] = URL_PARTS.exec(text) ?? reject("form.not_url");
    if ([...text].length > MOST_URL || UNSEEN.test(text)) reject("form.not_url");
    if (before.toLowerCase() === "http" && !field.settings.allow_http) reject("form.url_not_https");
    return `${before.toLowerCase()}://${host.toLowerCase()}${port}${rest}`;
  },
  link: (value) => (URL_PARTS.test(String(value)) ? String(value) : null),
};

function numberOf(plain: string): string {
  const mobile = MOBILE.exec(plain)?.[1];
  if (mobile) return mobile;
  const home = HOME.exec(plain)?.[1];
  if (home && LANDLINE.test(`0${home}`)) return `0${home}`;
  if (LANDLINE.test(plain) || SERVICE.test(plain)) return plain;
  const abroad = ABROAD.exec(plain)?.[1];
  if (abroad && !abroad.startsWith("86")) return `+${abroad}`;
  return reject(LOCAL.test(plain) ? "form.phone_area" : "form.not_phone");
}

function grouped(number: string): string {
  if (MOBILE.test(number)) return `${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}`;
  if (LANDLINE.test(number)) {
    const area = /^0[12]/.test(number) ? 3 : 4;
    return `${number.slice(0, area)}-${number.slice(area)}`;
  }
  if (number.length === 10 && SERVICE.test(number)) {
    return `${number.slice(0, 3)}-${number.slice(3, 6)}-${number.slice(6)}`;
  }
  return number;
}

/** A telephone number in its one writing. */
export const PHONE: FieldKindSpec = {
  name: "phone",
  ruleType: "text",
  defaults: { mobile_only: false },
  clean: (value, field) => {
    const isWhole = typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 1e15;
    const text = unspaced(narrow(isWhole ? String(value) : value, "form.not_phone"));
    if (!text) return null;
    const extended = EXTENSION.exec(text);
    const number = numberOf((extended?.[1] ?? text).replace(MARKS, ""));
    if (field.settings.mobile_only && (extended || !MOBILE.test(number))) reject("form.phone_not_mobile");
    return extended ? `${number}x${extended[2]}` : number;
  },
  tell: (value, _field, language) => {
    if (typeof value !== "string") return null;
    const [number = "", ...rest] = value.split("x");
    return grouped(number) + (rest.length ? ` ${language === "en" ? "ext." : "转"} ${rest.join("x")}` : "");
  },
  link: (value) => {
    const [number = "", extension] = String(value).split("x");
    if (!/^\+?\d+$/.test(number)) return null;
    return `tel:${MOBILE.test(number) ? "+86" : ""}${number}${extension ? `,${extension}` : ""}`;
  },
};

/** A citizen's number: place, birthday, and a last mark that proves the others. */
export const IDENTITY: FieldKindSpec = {
  name: "id_card",
  ruleType: "text",
  defaults: {},
  clean: (value) => {
    const text = unspaced(narrow(value, "form.not_id_card")).toUpperCase();
    if (!text) return null;
    if (!ID_CARD.test(text) || !PROVINCES.has(text.slice(0, 2)) || !birthdayOf(text)) reject("form.not_id_card");
    const total = WEIGHTS.reduce((sum, weight, at) => sum + weight * Number(text[at]), 0);
    return CHECKS[total % 11] === text[17] ? text : reject("form.id_card_check");
  },
};

/** The day of birth that an identity card's number says, `1990-03-07`; null where it is no day. */
export function birthdayOf(number: string): string | null {
  const day = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  const at = Date.parse(`${day}T00:00:00Z`);
  const isDay = !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === day;
  return isDay && day >= "1900" ? day : null;
}
