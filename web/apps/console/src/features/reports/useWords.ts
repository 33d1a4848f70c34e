import type { Report } from "@bihuan/api";
import { useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { timeTexts } from "@bihuan/ui";
import { sayGroup, sayValue } from "./saying.ts";
import { texts } from "./texts.ts";

/** How rows and values of an answer are said. */
export function useSaying() {
  const t = useTexts(texts);
  const say = useTexts(timeTexts);
  const format = useFormats();
  const language = useLanguage();
  const weekdays = t("weekdays").split(" ");
  const words = {
    language,
    weekday: (day: number) => weekdays[day] ?? String(day),
    age: (days: number) => t(days < 1 ? "ageToday" : "ageSince", { days }),
    none: t("none"),
    yes: t("yes"),
    no: t("no"),
  };
  return {
    row: (report: Report, row: Report["rows"][number]) =>
      report.by.map((group, index) => sayGroup(group, row.by[index] ?? null, words)),
    value: (unit: string, value: number | null) => sayValue(unit, value, format, say),
  };
}
