// What the trace box keeps: the text, how its parts are meant, and what was looked for before. Plain functions.
import type { TraceToken } from "@bihuan/api";
import type { Asked } from "./useTrace.ts";

/** The text without one of its parts, and without what was said about that part. */
export function without(asked: Asked, token: TraceToken): Asked {
  const q = `${asked.q.slice(0, token.start)} ${asked.q.slice(token.end)}`.replace(/\s+/g, " ").trim();
  return { q, as: asked.as.filter((one) => textOf(one) !== token.text) };
}

/** A part meant as this one person, device or customer. */
export function meant(asked: Asked, token: TraceToken, id: string): Asked {
  return { ...asked, as: [...othersThan(asked, token), `${token.kind}:${id}:${token.text}`] };
}

/** A part meant as plain words. */
export function asWords(asked: Asked, token: TraceToken): Asked {
  return { ...asked, as: [...othersThan(asked, token), `text::${token.text}`] };
}

/** A part meant as whatever it may be. */
export function asItMayBe(asked: Asked, token: TraceToken): Asked {
  return { ...asked, as: othersThan(asked, token) };
}

export function isSaid(asked: Asked, token: TraceToken): boolean {
  return asked.as.some((one) => textOf(one) === token.text);
}

function othersThan(asked: Asked, token: TraceToken): string[] {
  return asked.as.filter((one) => textOf(one) !== token.text);
}

function textOf(said: string): string {
  return said.split(":").slice(2).join(":");
}

const KEPT = 6;

/** What was looked for before, newest first. Private windows may refuse to keep anything. */
export function recentOf(person: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(person)) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string").slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

export function remember(person: string, q: string): void {
  const text = q.trim();
  if (!text) return;
  const kept = [text, ...recentOf(person).filter((one) => one !== text)].slice(0, KEPT);
  try {
    localStorage.setItem(keyOf(person), JSON.stringify(kept));
  } catch {
    // Then it is typed again.
  }
}

function keyOf(person: string): string {
  return `bihuan.trace.${person}`;
}
