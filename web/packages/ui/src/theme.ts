import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark";

const KEY = "bihuan.theme";

function current(): Theme {
  return document.documentElement.dataset.theme === "dark" ? "dark" : "light";
}

/** Light or dark, remembered on this device. */
export function setTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem(KEY, theme);
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, current, () => "light");
}

function subscribe(listener: () => void): () => void {
  const watcher = new MutationObserver(listener);
  watcher.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  return () => watcher.disconnect();
}
