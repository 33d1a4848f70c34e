// Names of new things in both languages: whoever works in English leaves Chinese colleagues a name, too.
import { translator } from "@bihuan/i18n";
import { settingTexts } from "../settingTexts.ts";
import type { Label } from "./making.ts";
import { makingTexts } from "./makingTexts.ts";

export function both(key: string): Label {
  return { zh: said(key, "zh"), en: said(key, "en") };
}

function said(key: string, language: "zh" | "en"): string {
  if (key in makingTexts.zh) return translator(makingTexts, language)(key as "head");
  return key in settingTexts.zh ? translator(settingTexts, language)(key as "name") : key;
}
