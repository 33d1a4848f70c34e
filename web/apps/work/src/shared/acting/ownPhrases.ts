// What one person often says, kept on this phone: it is there without a network, too.
import { tenantBase } from "@bihuan/api";
import { useMe } from "@bihuan/session";
import { useState } from "react";

const MOST = 30;
const LONGEST = 200;

export interface OwnPhrases {
  phrases: readonly string[];
  /** Keep one; the newest stands first. */
  keep: (text: string) => void;
  drop: (text: string) => void;
}

export function useOwnPhrases(): OwnPhrases {
  const name = `bihuan.phrases${tenantBase()}.${useMe().id}`;
  const [phrases, setPhrases] = useState<readonly string[]>(() => read(name));
  const put = (next: readonly string[]) => {
    setPhrases(next);
    try {
      localStorage.setItem(name, JSON.stringify(next));
    } catch {
      // A phone that keeps nothing knows them until the page is left.
    }
  };
  return {
    phrases,
    keep: (text) => put(withPhrase(phrases, text)),
    drop: (text) => put(phrases.filter((one) => one !== text)),
  };
}

/** A list with one phrase more, in front: each once, and not without end. */
export function withPhrase(phrases: readonly string[], text: string): string[] {
  const kept = text.trim().slice(0, LONGEST);
  return kept ? [kept, ...phrases.filter((one) => one !== kept)].slice(0, MOST) : [...phrases];
}

/** What was written, with a phrase behind it: nothing typed is lost. */
export function joined(text: string, phrase: string): string {
  return text.trim() ? `${text.trimEnd()}\n${phrase}` : phrase;
}

function read(name: string): string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(name) ?? "[]");
    return Array.isArray(found) ? found.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}
