import { type FieldDefinition, type Json, type Speech, tellValue } from "@bihuan/core";
import { formatsFor, useLanguage } from "@bihuan/i18n";
import { useContext, useMemo } from "react";
import { FormServicesContext } from "./services.ts";

/** How values are said here: in the person's language, with names for ids and the tenant's clock for moments. */
export function useSpeech(zone: string): { speech: Speech; tell: (field: FieldDefinition, value: Json) => string } {
  const language = useLanguage();
  const { references } = useContext(FormServicesContext);
  return useMemo(() => {
    const nameOf = (kind: string, value: Json): string | null => {
      if (kind === "date_time") return formatsFor(language, zone).instant(Number(value));
      return references(kind)?.find((each) => each.id === value)?.label ?? null;
    };
    const speech = { language, nameOf };
    return { speech, tell: (field, value) => tellValue(field, value, speech) };
  }, [language, zone, references]);
}
