/** Texts and formats in Chinese and English. A missing key or parameter is a type error. */
export { type Formats, formatsFor, useFormats } from "./formats.ts";
export { getLanguage, LANGUAGES, type Language, setLanguage, setZone, useLanguage } from "./language.ts";
export { defineTexts, pick, type Translate, translator, useTexts } from "./texts.ts";
