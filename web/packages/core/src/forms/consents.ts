// Switches and consent, as core/forms/kinds/consents.py of the server has them.
import { isObject, type Json, type Texts } from "../values.ts";
import { unspaced } from "./blanks.ts";
import { bilingual, type FieldDefinition, type FieldKindSpec } from "./definition.ts";
import { problem, reject } from "./spec.ts";

const LONGEST = 40;
const ON = new Set(["true", "1", "on", "yes", "y", "是", "开", "有", "对", "√", "✓"]);
const OFF = new Set(["false", "0", "off", "no", "n", "否", "关", "无", "不", "×", "✗"]);
const YES: Texts = { zh: "是", en: "Yes" };
const NO: Texts = { zh: "否", en: "No" };
const VERSION = /^[0-9a-f]{16}$/;
const [FIRST, LAST] = [946_684_800_000, 7_258_118_400_000];
// How far the clock of a phone may be ahead.
const AHEAD = 600_000;

const folded = (text: string): string => unspaced(text.normalize("NFKC")).toLowerCase();

/** What a switch is called while it is on, or off. */
export function switchWords({ settings }: Pick<FieldDefinition, "settings">, isOn: boolean): Texts {
  const own = isOn ? settings.on : settings.off;
  if (typeof own === "string") return bilingual({ zh: own });
  return isObject(own) ? bilingual(own as Texts) : isOn ? YES : NO;
}

/** On or off, in the field's own words; off until somebody turns it on. */
export const SWITCH: FieldKindSpec = {
  name: "switch",
  ruleType: "boolean",
  defaults: { on: null, off: null },
  untouched: false,
  clean: (value, field) => {
    if (typeof value === "boolean") return value;
    if ((typeof value !== "string" && typeof value !== "number") || String(value).length > LONGEST) {
      reject("form.not_switch");
    }
    const text = folded(String(value));
    for (const isOn of [true, false]) {
      if (Object.values(switchWords(field, isOn)).some((word) => folded(word) === text)) return isOn;
    }
    if (ON.has(text) || OFF.has(text)) return ON.has(text);
    return text ? reject("form.not_switch") : null;
  },
  tell: (value, field, language) => {
    if (typeof value !== "boolean") return null;
    const words = switchWords(field, value);
    return words[language] || (words.zh ?? "");
  },
};

const isMoment = (at: Json | undefined): at is number =>
  typeof at === "number" && Number.isInteger(at) && FIRST <= at && at < LAST;

/** Consent to a text: `{id, at}`, the version of the text and the moment. */
export const CONSENT: FieldKindSpec = {
  name: "consent",
  ruleType: "record",
  defaults: { text: null },
  demanded: true,
  missing: "form.consent_missing",
  parts: [{ key: "at", type: "instant", label: { zh: "同意时间", en: "moment of consent" } }],
  ruleColumns: () => [{ key: "at", type: "instant" }],
  clean: (value) => {
    if (value === false || value === "" || (isObject(value) && !Object.keys(value).length)) return null;
    if (!isObject(value) || Object.keys(value).sort().join() !== "at,id") reject("form.not_consent");
    const { id, at } = value;
    if (typeof id !== "string" || !VERSION.test(id) || !isMoment(at)) reject("form.not_consent");
    return { id, at };
  },
  judge: function* (value, field, { before, env }) {
    if (!isObject(value) || (isObject(before) && before.id === value.id && before.at === value.at)) return;
    if (value.id !== consentVersion(field)) yield problem("form.consent_outdated");
    else if (env && Number(value.at) > env.now + AHEAD) yield problem("form.consent_ahead");
  },
  tell: (value, _field, language) => {
    if (!isObject(value) || typeof value.id !== "string" || !isMoment(value.at)) return null;
    const moment = `${new Date(value.at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
    const version = value.id.slice(0, 8);
    return language === "en" ? `Agreed (${moment}, text ${version})` : `已同意（${moment}，文本 ${version}）`;
  },
};

const known = new Map<string, string>();

/** The version of the text that a field asks consent to: FNV-1a of 64 bits over its words in both languages. */
export function consentVersion({ settings: { text } }: Pick<FieldDefinition, "settings">): string {
  const both = bilingual(isObject(text) ? (text as Texts) : { zh: String(text ?? "") });
  const words = `${(both.zh ?? "").trim()}\u0000${(both.en ?? "").trim()}`;
  const found = known.get(words) ?? fingerprint(words);
  known.set(words, found);
  return found;
}

function fingerprint(text: string): string {
  let found = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    found = BigInt.asUintN(64, (found ^ BigInt(byte)) * 0x100000001b3n);
  }
  return found.toString(16).padStart(16, "0");
}
