import type { Problem } from "@bihuan/core";
import { type Language, pick } from "@bihuan/i18n";
// The server's own words for the same faults: one catalogue, so that both say the same.
import en from "../../../../src/bihuan/texts/en/forms.json";
import zh from "../../../../src/bihuan/texts/zh/forms.json";

const CATALOGUES: Record<Language, Record<string, string>> = { zh, en };

/** A fault in the person's language. */
export function sayProblem(problem: Problem, language: Language): string {
  const text = CATALOGUES[language][problem.code] ?? problem.code;
  const data: Readonly<Record<string, unknown>> = problem.data.media
    ? { name: MEDIA_WORDS[String(problem.data.media)], ...problem.data }
    : problem.data;
  // The server writes `{label[en]}`; here the language is known already.
  return text.replace(/\{(\w+)(?:\[\w+\])?\}/g, (_whole, name: string) => shown(data[name], language));
}

function shown(value: unknown, language: Language): string {
  if (typeof value === "object" && value !== null) return pick(value as Record<string, string>, language);
  return value === undefined ? "" : String(value);
}

const MEDIA_WORDS: Readonly<Record<string, Record<string, string>>> = {
  photo: { zh: "照片", en: "photo" },
  video: { zh: "视频", en: "video" },
  audio: { zh: "录音", en: "audio recording" },
  document: { zh: "文档", en: "document" },
};
