// A condition said in one sentence, for whoever reads what it is for without opening it.
import type { Json } from "@bihuan/core";
import { type Language, pick, type Translate } from "@bihuan/i18n";
import { type Askable, type Group, isGroup, isRaw, type Leaf, type Part, readCondition } from "./model.ts";
import type { texts } from "./texts.ts";

type Say = Translate<(typeof texts)["zh"]>;

interface Words {
  fields: readonly Askable[];
  say: Say;
  language: Language;
}

/** What a tree asks; "" for nothing. */
export function sayCondition(tree: Json | undefined, words: Words): string {
  return tree === undefined ? "" : sayGroup(readCondition(JSON.stringify(tree), words.fields), words);
}

function sayGroup(group: Group, words: Words): string {
  const joint = words.say(group.join === "all" ? "andThen" : "orElse");
  return group.parts.map((part) => sayPart(part, words)).join(joint);
}

function sayPart(part: Part, words: Words): string {
  if (isRaw(part)) return words.say("specialSaid");
  if (isGroup(part)) return words.language === "zh" ? `（${sayGroup(part, words)}）` : `(${sayGroup(part, words)})`;
  return sayLeaf(part, words);
}

function sayLeaf({ field: key, ask, value }: Leaf, { fields, say, language }: Words): string {
  const field = fields.find((one) => one.key === key);
  const named = (one: Json) =>
    pick(field?.options.find((option) => option.value === one)?.label, language) || String(one);
  const values = (Array.isArray(value) ? value : value === null ? [] : [value]).map(named);
  const asked = say(ask as keyof (typeof texts)["zh"]);
  return [pick(field?.label, language) || key, asked, values.join(language === "zh" ? "、" : ", ")]
    .filter(Boolean)
    .join(" ");
}
