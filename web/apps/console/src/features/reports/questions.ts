// What the page asks: ready questions, periods, and how they stand in its address.
import type { Json } from "@bihuan/core";

/** Ready questions: what they reckon, and by what they are divided unless somebody chooses otherwise. */
export const QUESTIONS = {
  volume: { measures: ["created", "resolved", "closed", "reopened"], by: "week" },
  promises: {
    measures: ["first_response_kept", "resolve_kept", "first_response_breached", "resolve_breached"],
    by: "month",
  },
  speed: { measures: ["response_p50", "response_p90", "resolution_p50", "resolution_p90", "work_mean"], by: "month" },
  quality: { measures: ["first_fix_rate", "reopen_rate", "resolved", "reopened"], by: "assignee" },
  backlog: { measures: ["open"], by: "age" },
} as const;
export type Question = keyof typeof QUESTIONS | "own";
export const PERIODS = ["last30", "last90", "thisMonth", "lastMonth", "thisYear", "always", "between"] as const;
export type Period = (typeof PERIODS)[number];

export interface Asked {
  question: Question;
  /** Chosen one by one, for a question of one's own. */
  measures: readonly string[];
  by: string;
  /** A second thing to divide by; "" for none. */
  second: string;
  period: Period;
  from: string;
  to: string;
  type: string;
}

export function readAsked(address: URLSearchParams): Asked {
  const known = address.get("ask") ?? "volume";
  const question = known === "own" || known in QUESTIONS ? (known as Question) : "volume";
  const ready = question === "own" ? null : QUESTIONS[question];
  const period = PERIODS.find((one) => one === address.get("period"));
  return {
    question,
    measures: address.get("measures")?.split(",").filter(Boolean) ?? ["created"],
    by: address.get("by") ?? ready?.by ?? "month",
    second: address.get("second") ?? "",
    // What is open is open whenever it was made.
    period: period ?? (question === "backlog" ? "always" : "last90"),
    from: address.get("from") ?? "",
    to: address.get("to") ?? "",
    type: address.get("type") ?? "",
  };
}

/** The address with something else asked; a ready question brings its own way to divide. */
export function askedWith(address: URLSearchParams, change: Partial<Record<keyof Asked | "ask", string>>) {
  const next = new URLSearchParams(address);
  if (change.ask !== undefined) for (const name of ["by", "second", "period"]) next.delete(name);
  for (const [name, value] of Object.entries(change)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return next;
}

const DAY_MS = 86_400_000;
const dayOf = (at: Date) => at.toISOString().slice(0, 10);

/** First and last day of a period, for a day like 2026-11-22; without those that are not bounded. */
export function daysOf({ period, from, to }: Pick<Asked, "period" | "from" | "to">, today: string) {
  const [year = 1970, month = 1] = today.split("-").map(Number);
  const back = (days: number) => dayOf(new Date(Date.parse(today) - days * DAY_MS));
  const spans: Record<Period, { from?: string; to?: string }> = {
    last30: { from: back(29), to: today },
    last90: { from: back(89), to: today },
    thisMonth: { from: `${today.slice(0, 7)}-01`, to: today },
    lastMonth: {
      from: dayOf(new Date(Date.UTC(year, month - 2, 1))),
      to: dayOf(new Date(Date.UTC(year, month - 1, 0))),
    },
    thisYear: { from: `${year}-01-01`, to: today },
    always: {},
    between: { ...(from && { from }), ...(to && { to }) },
  };
  return spans[period];
}

/** The question as the server takes it. */
export function queryOf(asked: Asked, today: string) {
  const measures = asked.question === "own" ? asked.measures : QUESTIONS[asked.question].measures;
  const by = [asked.by, asked.second].filter((name, index, all) => name && all.indexOf(name) === index);
  return {
    measures: measures.join(","),
    by: by.join(","),
    ...daysOf(asked, today),
    ...(asked.type ? { type: asked.type } : {}),
  };
}

const OPEN: Json = { op: "in", left: { field: "category" }, right: ["new", "active", "waiting"] };

/** The open tickets behind a row that stands for values of fields, as the pool's address takes them; null for none. */
export function openBehind(keys: readonly string[], values: readonly Json[]): string | null {
  if (keys.some((key) => ["day", "week", "month", "weekday", "age"].includes(key))) return null;
  const parts = keys.map((field, index): Json => {
    const value = values[index] ?? null;
    return value === null ? { op: "empty", left: { field } } : { op: "eq", left: { field }, right: value };
  });
  return parts.length ? JSON.stringify({ all: [OPEN, ...parts] }) : null;
}
