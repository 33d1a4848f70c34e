// Values of an answer as people read them.
import type { Report } from "@bihuan/api";
import { type Formats, type Language, pick } from "@bihuan/i18n";
import { lengthWords } from "@bihuan/ui";

type Group = Report["by"][number];
type Value = Report["rows"][number]["by"][number];
export type Say = Parameters<typeof lengthWords>[1];

const PERCENT = 100;
export const NOTHING = "–";

/** A number of a measure. */
export function sayValue(unit: string, value: number | null, format: Formats, say: Say): string {
  if (value === null) return NOTHING;
  if (unit === "share") return `${(value * PERCENT).toFixed(1)}%`;
  return unit === "ms" ? lengthWords(value, say) : format.number(value);
}

interface Words {
  language: Language;
  /** 周一 … for 0 …, and 31 天以上 for the days since which a class of age counts. */
  weekday: (day: number) => string;
  age: (days: number) => string;
  none: string;
  yes: string;
  no: string;
}

/** What a row stands for. */
export function sayGroup(group: Group, value: Value, words: Words): string {
  if (value === null) return words.none;
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (group.key === "weekday") return words.weekday(Number(value));
  if (group.key === "age") return words.age(Number(value));
  if (group.key === "month") return String(value).slice(0, 7);
  const text = String(value);
  const name = group.names[text];
  return name ? pick(name, words.language) : text;
}
