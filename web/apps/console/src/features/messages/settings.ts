// A channel's settings as the form shows them, and back. An SMS template is asked for as its code alone.
import type { ChannelKind } from "./kinds.ts";

type Settings = Record<string, unknown>;

/** What an approved template's variables are filled with (docs/notices.md, Channels). */
const PARAMETERS = { title: "title", no: "number", to: "name" };

export function wordsOf(settings: Settings): Record<string, string> {
  const words = Object.entries(settings).filter(([, value]) => ["string", "number"].includes(typeof value));
  const usual = templatesIn(settings)["*"];
  return {
    ...Object.fromEntries(words.map(([key, value]) => [key, String(value)])),
    ...(usual ? { template: usual.code } : {}),
  };
}

/** What was there and is not asked for (templates of single kinds, an endpoint) stays. */
export function settingsOf(kind: ChannelKind | undefined, words: Record<string, string>, before?: Settings): Settings {
  const asked = kind?.settings ?? [];
  const rest = Object.entries(before ?? {}).filter(([key]) => !asked.some((entry) => entry.key === key));
  const settings: Settings = Object.fromEntries(rest);
  for (const { key, usual = "" } of asked) {
    const text = (words[key] ?? usual).trim();
    if (!text) continue;
    if (key === "port") settings.port = /^[0-9]+$/.test(text) ? Number(text) : text;
    else if (key === "template") settings.templates = withUsual(before ?? {}, text);
    else settings[key] = text;
  }
  return settings;
}

/** Texts that say something. */
export function textsOf(texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== ""));
}

type Templates = Record<string, { code: string; parameters: Record<string, string> }>;

function templatesIn(settings: Settings): Templates {
  return (settings.templates ?? {}) as Templates;
}

function withUsual(before: Settings, code: string): Templates {
  const templates = templatesIn(before);
  return { ...templates, "*": { parameters: PARAMETERS, ...templates["*"], code } };
}
