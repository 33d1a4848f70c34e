// Lengths of time: as a set has them (1h30m), and as people say and type them.

import type { Translate } from "@bihuan/i18n";
import { lengthWords, type timeTexts } from "@bihuan/ui";

export type SayTime = Translate<(typeof timeTexts)["zh"]>;

const MINUTE = 60_000;
const UNITS: Readonly<Record<string, number>> = { d: 1440, h: 60, m: 1 };
const SPOKEN: readonly [RegExp, string][] = [
  [/\u5929|days?/g, "d"],
  [/\u4e2a?(?:\u5c0f\u65f6|\u949f\u5934|\u65f6)|hours?|hrs?/g, "h"],
  [/\u5206\u949f|\u5206|minutes?|mins?|min/g, "m"],
  [/\u534a/g, "30m"],
];

/** What somebody typed, as a set has it; as it was typed where it is no length. */
export function readLength(typed: string): string {
  const compact = SPOKEN.reduce((text, [word, unit]) => text.replace(word, unit), typed.toLowerCase()).replace(
    /\s+/g,
    "",
  );
  return /^(?:\d+d)?(?:\d+h)?(?:\d+m)?$/.test(compact) && compact ? compact : typed.trim();
}

/** Minutes of a written length; null for what is none. */
export function minutesOf(written: string): number | null {
  const parts = written.match(/\d+[dhm]/g);
  if (!parts || parts.join("") !== written) return null;
  return parts.reduce((sum, part) => sum + Number.parseInt(part, 10) * (UNITS[part.slice(-1)] ?? 0), 0);
}

/** 30 minutes, 1 hour 30 minutes; hours stay hours, for a day of working hours is no day. */
export function sayLength(written: string, say: SayTime): string {
  const minutes = minutesOf(written);
  if (minutes === null) return written;
  if (written.includes("d")) return lengthWords(minutes * MINUTE, say);
  const hours = Math.floor(minutes / 60);
  if (!hours) return say("minutes", { minutes });
  return minutes % 60 ? say("hoursMinutes", { hours, minutes: minutes % 60 }) : say("hours", { hours });
}
