import type { Json } from "@bihuan/core";
import { useLanguage, useTexts } from "@bihuan/i18n";
import { sayCondition } from "../../shared/conditions/say.ts";
import { texts } from "../../shared/conditions/texts.ts";
import { useFields } from "./usePolicies.ts";

/** Says what a condition asks; "" for none. */
export function useSayCondition(): (tree: Json | undefined) => string {
  const say = useTexts(texts);
  const language = useLanguage();
  const { people: fields } = useFields();
  return (tree) => sayCondition(tree, { fields, say, language });
}
