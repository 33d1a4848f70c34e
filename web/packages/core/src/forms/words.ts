// The words of values and of their parts, as core/forms of the server has them.
import type { Texts } from "../values.ts";

/** What can be said of an item of a checklist. */
export const ANSWERS: Readonly<Record<string, Texts>> = {
  ok: { zh: "合格", en: "OK" },
  not_ok: { zh: "不合格", en: "Not OK" },
  na: { zh: "不适用", en: "N/A" },
};

export type ReadingState = "normal" | "warning" | "limit";

/** How a reading stands. */
export const STATES: Readonly<Record<ReadingState, Texts>> = {
  normal: { zh: "正常", en: "normal" },
  warning: { zh: "偏离", en: "off normal" },
  limit: { zh: "超限", en: "out of limit" },
};

/** How rows, checks and photos are told. */
export const TOLD: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  zh: { row: "第 {n} 行", progress: "{done}/{all} 项", photos: "照片 {n} 张", sep: "、", of: "：", end: "；" },
  en: { row: "Row {n}", progress: "{done}/{all}", photos: "photos: {n}", sep: ", ", of: ": ", end: "; " },
};

/** A row of a table, or one cell of it. */
export function rowWords(table: Readonly<Record<"zh" | "en", string>>, number: number, cell?: Texts): Texts {
  return {
    zh: `${table.zh} 第 ${number} 行 ${cell?.zh ?? ""}`.trimEnd(),
    en: `${table.en}, row ${number}${cell ? `, ${cell.en}` : ""}`,
  };
}
