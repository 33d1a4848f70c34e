// Policies of dispatch as they are published (docs/dispatch.md), and how they are changed part by part.
import type { Json, JsonObject } from "@bihuan/core";

export type Label = Readonly<Record<string, string>> | string;

export interface Body {
  policies: readonly Policy[];
  jobs?: readonly JobNeed[];
}

export interface Policy {
  key: string;
  label?: Label;
  when?: Json;
  decide?: string;
  rules?: readonly Json[];
  score: Readonly<Record<string, Json>>;
  accept?: { minutes?: number; wall_for?: readonly string[] };
  rounds?: number;
  pool_size?: number;
  claim?: Readonly<Record<string, number>>;
}

/** What tickets of a kind ask of whoever does them. */
export interface JobNeed {
  key: string;
  when?: Json;
  skills?: readonly Json[];
  certificates?: readonly string[];
  minutes?: number;
}

export interface SkillNeed {
  skill: string;
  level: number;
}

/** In the order of the tables; what a policy means that says nothing about its rules is the first seven. */
export const RULES = [
  "skills",
  "certificates",
  "area",
  "shift",
  "capacity",
  "day_cap",
  "language",
  "distance",
  "parts",
] as const;
export const STANDARD = RULES.slice(0, 7);
export const WEIGHTS = ["travel", "soonest", "load", "skill", "familiar", "preferred", "parts", "fairness"] as const;
export const PRIORITIES = ["P0", "P1", "P2", "P3"] as const;
export const ACCEPT_MINUTES = 30;
export const ROUNDS = 3;
export const POOL_SIZE = 5;

export type RuleName = (typeof RULES)[number];
export type WeightName = (typeof WEIGHTS)[number];

/** A rule that is written with settings, or by its name alone. */
export function ruleNamed(policy: Policy, name: string): JsonObject | null {
  const found = (policy.rules ?? STANDARD).find((one) => nameOf(one) === name);
  if (found === undefined) return null;
  return isObject(found) ? found : { rule: name };
}

/** Conditions of the company's own that whoever takes the work must meet. */
export function ownRules(policy: Policy): { at: number; rule: JsonObject }[] {
  return (policy.rules ?? []).flatMap((rule, at) =>
    isObject(rule) && rule.rule === "condition" ? [{ at, rule }] : [],
  );
}

function nameOf(rule: Json): string {
  return isObject(rule) ? String(rule.rule) : String(rule);
}

/** A rule is asked (with these settings), or no more (null). */
export function withRule(policy: Policy, name: RuleName, settings: JsonObject | null): Policy {
  const rules = policy.rules ?? STANDARD;
  const written = settings && Object.keys(settings).length > 1 ? settings : name;
  if (settings === null) return { ...policy, rules: rules.filter((one) => nameOf(one) !== name) };
  if (rules.some((one) => nameOf(one) === name))
    return { ...policy, rules: rules.map((one) => (nameOf(one) === name ? written : one)) };
  return { ...policy, rules: [...rules, written] };
}

/** A condition of one's own at its place, changed or dropped (null); without a place, one more. */
export function withOwnRule(policy: Policy, at: number | null, rule: JsonObject | null): Policy {
  const rules = [...(policy.rules ?? STANDARD)];
  if (at === null) rules.push(rule as Json);
  else rules.splice(at, 1, ...(rule === null ? [] : [rule as Json]));
  return { ...policy, rules };
}

export function weightOf(policy: Policy, name: string): number {
  const written = policy.score[name];
  return Number(isObject(written) ? written.weight : (written ?? 0));
}

/** What an objective weighs, its settings kept; 0: it does not count. */
export function withWeight(policy: Policy, name: WeightName, weight: number): Policy {
  const { [name]: written, ...rest } = policy.score;
  if (weight <= 0) return { ...policy, score: rest };
  return { ...policy, score: { ...policy.score, [name]: isObject(written) ? { ...written, weight } : weight } };
}

/** Whole percents of all weights, largest first. */
export function sharesOf(policy: Policy): { name: WeightName; percent: number }[] {
  const total = WEIGHTS.reduce((sum, name) => sum + weightOf(policy, name), 0) || 1;
  return WEIGHTS.map((name) => ({ name, percent: Math.round((weightOf(policy, name) / total) * 100) }))
    .filter((one) => one.percent > 0)
    .sort((a, b) => b.percent - a.percent);
}

export function skillsOf(need: JobNeed): SkillNeed[] {
  return (need.skills ?? []).map((one) =>
    isObject(one) ? { skill: String(one.skill), level: Number(one.level ?? 1) } : { skill: String(one), level: 1 },
  );
}

export function replaced<T>(list: readonly T[], at: number, next: T): T[] {
  return list.map((one, n) => (n === at ? next : one));
}

export function without<T>(list: readonly T[], at: number): T[] {
  return list.filter((_, n) => n !== at);
}

/** One place up or down: the first policy that is for a ticket counts. */
export function moved<T>(list: readonly T[], at: number, by: -1 | 1): T[] {
  const next = [...list];
  const [one] = next.splice(at, 1);
  if (one === undefined || at + by < 0 || at + by > next.length) return [...list];
  next.splice(at + by, 0, one);
  return next;
}

export function freeKey(stem: string, taken: readonly string[]): string {
  for (let no = 1; ; no++) {
    const key = no === 1 ? stem : `${stem}_${no}`;
    if (!taken.includes(key)) return key;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
