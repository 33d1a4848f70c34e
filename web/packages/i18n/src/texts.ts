import { useMemo } from "react";
import { type Language, useLanguage } from "./language.ts";

/** One text; English may tell one from many by the parameter `count`. */
type Text = string | { one: string; other: string };

type Names<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type Parameters<T extends string> = [Names<T>] extends [never] ? [] : [Record<Names<T>, string | number>];

export interface Catalogue<Z extends Record<string, string>> {
  zh: Z;
  en: { [K in keyof Z]: Text };
}

/** The text of a key, `{name}` filled in. */
export type Translate<Z extends Record<string, string>> = <K extends keyof Z>(
  key: K,
  ...parameters: Parameters<Z[K]>
) => string;

/** Texts of one feature. Chinese decides which keys there are; English must have them all. */
export function defineTexts<const Z extends Record<string, string>>(zh: Z, en: { [K in keyof Z]: Text }): Catalogue<Z> {
  return { zh, en };
}

export function translator<Z extends Record<string, string>>(
  catalogue: Catalogue<Z>,
  language: Language,
): Translate<Z> {
  return (key, ...[parameters]) => {
    const found: Text = catalogue[language][key];
    const text = typeof found === "string" ? found : found[parameters && isOne(parameters) ? "one" : "other"];
    return parameters ? fill(text, parameters) : text;
  };
}

export function useTexts<Z extends Record<string, string>>(catalogue: Catalogue<Z>): Translate<Z> {
  const language = useLanguage();
  return useMemo(() => translator(catalogue, language), [catalogue, language]);
}

/** A text that was designed (a label of a form, a stage): in the person's language, else in Chinese. */
export function pick(texts: Readonly<Record<string, string>> | null | undefined, language: Language): string {
  return texts?.[language] ?? texts?.zh ?? "";
}

function isOne(parameters: Record<string, string | number>): boolean {
  return Number(parameters.count) === 1;
}

function fill(text: string, parameters: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
}
