import { useSyncExternalStore } from "react";

export const LANGUAGES = ["zh", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = "bihuan.language";
const listeners = new Set<() => void>();
let zone: string | undefined;
let language: Language = remembered() ?? preferred();

/** The language that the person uses now. */
export function getLanguage(): Language {
  return language;
}

/** Change it here and now, and remember it on this device. */
export function setLanguage(next: Language): void {
  language = next;
  globalThis.localStorage?.setItem(KEY, next);
  announce();
}

export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, getLanguage, getLanguage);
}

/** The tenant's time zone, in which all instants are shown. */
export function setZone(next: string): void {
  zone = next;
  announce();
}

export function getZone(): string | undefined {
  return zone;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// The other windows of this device follow.
globalThis.window?.addEventListener("storage", ({ key }) => {
  if (key !== KEY) return;
  language = remembered() ?? preferred();
  announce();
});

function announce(): void {
  if (globalThis.document) document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const listener of listeners) listener();
}

function remembered(): Language | undefined {
  const found = globalThis.localStorage?.getItem(KEY);
  return LANGUAGES.find((known) => known === found);
}

function preferred(): Language {
  const wanted = globalThis.navigator?.language ?? "zh";
  return wanted.toLowerCase().startsWith("en") ? "en" : "zh";
}
