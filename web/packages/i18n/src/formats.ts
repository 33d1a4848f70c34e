import { getZone, type Language, useLanguage } from "./language.ts";

/** Instants (ms since 1970 UTC) and numbers as people read them. */
export interface Formats {
  /** 11-22 10:04, with the year where it is another one. */
  instant(at: number): string;
  /** 2026-11-22 10:04:09, for where each second counts. */
  exact(at: number): string;
  /** 3 分钟前, in 2 hours. */
  relative(at: number, now: number): string;
  number(value: number): string;
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

export function formatsFor(language: Language, zone: string | undefined): Formats {
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  const timeZone = zone;
  const date = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, ...(timeZone ? { timeZone } : {}), hourCycle: "h23" });
  const short = date({ month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" });
  const long = date({ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" });
  const exact = date({ dateStyle: "medium", timeStyle: "medium" });
  const year = date({ year: "numeric" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
  const number = new Intl.NumberFormat(locale);
  return {
    instant: (at) => (year.format(at) === year.format(Date.now()) ? short : long).format(at),
    exact: (at) => exact.format(at),
    relative: (at, now) => {
      const [unit, size] = STEPS.find(([, ms]) => Math.abs(at - now) >= ms) ?? (["minute", 60_000] as const);
      return relative.format(Math.round((at - now) / size), unit);
    },
    number: (value) => number.format(value),
  };
}

// Making formatters takes longer than all that one of them ever does: a list of rows shares them.
const made = new Map<string, Formats>();

export function useFormats(): Formats {
  const language = useLanguage();
  const zone = getZone();
  const key = `${language} ${zone ?? ""}`;
  let formats = made.get(key);
  if (!formats) {
    formats = formatsFor(language, zone);
    made.set(key, formats);
  }
  return formats;
}
