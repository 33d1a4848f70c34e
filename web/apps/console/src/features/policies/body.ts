// A set of policies as it is published (docs/sla.md), read for people; goals are what is changed here.
import type { Json, JsonObject } from "@bihuan/core";

export type ConditionName = "start" | "pause" | "resume" | "stop" | "reset" | "cancel";
export type Label = Readonly<Record<string, string>> | string;

export interface SetBody {
  key: string;
  label?: Label;
  priority?: { urgency: string; impact: string; matrix: Record<string, Record<string, string>> };
  clocks: readonly ClockBody[];
  policies: readonly PolicyBody[];
  ladder?: readonly Rung[];
  quiet?: { hours: string; zone?: string; except?: readonly string[] };
  reminders?: readonly Reminder[];
}

/** Conditions stand beside what a clock is: what is written replaces what its kind does, false takes it away. */
export interface ClockBody extends Partial<Readonly<Record<ConditionName, Json>>> {
  key: string;
  kind?: string;
  label?: Label;
  alarm?: boolean;
  ladder?: readonly Rung[];
}

export interface PolicyBody {
  key: string;
  label?: Label;
  when?: Json;
  hours?: string;
  calendar?: string;
  goals: Readonly<Record<string, Json>>;
}

export interface Rung {
  at: string;
  every?: string;
  times?: number;
  do: readonly { act: string; to?: readonly Json[]; by?: readonly string[]; colour?: string }[];
}

export interface Reminder {
  key: string;
  label?: Label;
  field: string;
  at: readonly string[];
  time?: string;
  when?: Json;
  do: Rung["do"];
}

/** A length that is promised: where it stands in the set, and for which case ("" for all). */
export interface Goal {
  path: string;
  text: string;
  cases: readonly Json[];
  hours: string | null;
}

/** Every length of a goal, whatever form it is written in. */
export function goalsIn(written: Json, path: string, cases: readonly Json[] = [], hours: string | null = null): Goal[] {
  if (typeof written === "string") return [{ path, text: written, cases, hours }];
  if (Array.isArray(written))
    return written.flatMap((row, index) => goalsIn(row as Json, `${path}.${index}`, cases, hours));
  if (!isObject(written)) return [];
  const ownHours = typeof written.hours === "string" ? written.hours : hours;
  const when = written.when === undefined ? cases : [...cases, { when: `${path}.when`, tree: written.when }];
  if (written.goal !== undefined) return goalsIn(written.goal, `${path}.goal`, when, ownHours);
  if (!isObject(written.goals)) return [];
  return cellsOf(written.goals, `${path}.goals`, when, ownHours);
}

function cellsOf(cells: JsonObject, path: string, cases: readonly Json[], hours: string | null): Goal[] {
  return Object.entries(cells).flatMap(([value, cell = null]) =>
    isObject(cell)
      ? cellsOf(cell, `${path}.${value}`, [...cases, value], hours)
      : goalsIn(cell, `${path}.${value}`, [...cases, value], hours),
  );
}

type Open = Record<string, unknown>;

/** The set with other lengths at some paths. */
export function withGoals(body: SetBody, changed: Readonly<Record<string, string>>): SetBody {
  const whole = structuredClone(body);
  for (const [path, text] of Object.entries(changed)) put(whole as unknown as Open, path.split("."), text);
  return whole;
}

function put(within: Open, [first = "", ...rest]: readonly string[], text: string): void {
  if (!rest.length) within[first] = text;
  else put(within[first] as Open, rest, text);
}

/** The place of a condition among the cases of a goal; null for a value. */
export function conditionAt(one: Json): { path: string; tree: Json } | null {
  return isObject(one) && typeof one.when === "string" ? { path: one.when, tree: one.tree ?? null } : null;
}

/** A single comparison in a form that can be said; null for what is put together. */
export function simple(when: Json | undefined): { field: string; values: string } | null {
  if (isObject(when) && Array.isArray(when.all) && when.all.length === 1) return simple(when.all[0] as Json);
  if (!isObject(when) || !isObject(when.left) || typeof when.left.field !== "string") return null;
  if (when.op !== "eq" && when.op !== "in") return null;
  const values = Array.isArray(when.right) ? when.right.join("、") : String(when.right);
  return { field: when.left.field, values };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
