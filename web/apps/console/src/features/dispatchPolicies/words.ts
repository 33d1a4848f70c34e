// A policy in plain sentences: for whom it is, who may take the work, who is preferred, what then happens.
import { type Language, pick, type Translate } from "@bihuan/i18n";
import {
  ACCEPT_MINUTES,
  type Label,
  ownRules,
  POOL_SIZE,
  type Policy,
  ROUNDS,
  RULES,
  type RuleName,
  ruleNamed,
  sharesOf,
} from "./body.ts";
import type { texts } from "./texts.ts";

export type Say = Translate<(typeof texts)["zh"]>;

export function labelOf(label: Label | undefined, key: string, language: Language): string {
  return (typeof label === "string" ? label : pick(label, language)) || key;
}

export function named(label: Label | undefined, language: Language, name: string): Record<string, string> {
  return { ...(typeof label === "string" ? { zh: label } : label), [language]: name };
}

export function listed(words: readonly string[], language: Language): string {
  return words.join(language === "zh" ? "、" : ", ");
}

export function policyWords(policy: Policy, t: Say, language: Language): string[] {
  const shares = sharesOf(policy).map(({ name, percent }) => t("share", { what: t(`weight_${name}`), percent }));
  return [
    t("whoMay", { rules: listed(ruleWords(policy, t, language), language) || t("anybody") }),
    t("preferred", { shares: listed(shares, language) }),
    t(policy.decide === "automatic" ? "isAutomatic" : "isRecommended"),
    acceptWords(policy, t, language),
    t("poolIs", { size: policy.pool_size ?? POOL_SIZE }) + claimWords(policy, t),
  ];
}

function ruleWords(policy: Policy, t: Say, language: Language): string[] {
  const ready = RULES.flatMap((name) => {
    const rule = ruleNamed(policy, name);
    return rule ? [ruleWord(name, rule, t)] : [];
  });
  const own = ownRules(policy).map(({ rule }) => labelOf(rule.label as Label | undefined, String(rule.key), language));
  return [...ready, ...own];
}

function ruleWord(name: RuleName, rule: Readonly<Record<string, unknown>>, t: Say): string {
  if (name === "shift" && Number(rule.begins_within ?? 0) > 0)
    return t("shiftWithin", { minutes: Number(rule.begins_within) });
  if (name === "distance") return t("within", { km: Number(rule.most_km ?? 0) });
  return t(`rule_${name}`);
}

function acceptWords(policy: Policy, t: Say, language: Language): string {
  const minutes = policy.accept?.minutes ?? ACCEPT_MINUTES;
  const wall = policy.accept?.wall_for ?? ["P0"];
  const said = t("acceptIs", { minutes, rounds: policy.rounds ?? ROUNDS });
  return wall.length ? said + t("wallFor", { priorities: listed(wall, language) }) : said;
}

function claimWords(policy: Policy, t: Say): string {
  const { most_open: open, most_a_day: day, cool_down: pause } = policy.claim ?? {};
  return [
    open ? t("mostOpen", { count: open }) : "",
    day ? t("mostADay", { count: day }) : "",
    pause ? t("coolDown", { minutes: pause }) : "",
  ].join("");
}

/** What of a policy reads differently, or that it came or went: seen before it is published. */
export function changesOf(
  old: readonly Policy[],
  next: readonly Policy[],
  said: (policy: Policy) => string[],
  t: Say,
  language: Language,
): string[] {
  const before = new Map(old.map((one) => [one.key, one]));
  const after = new Map(next.map((one) => [one.key, one]));
  const order = (list: readonly Policy[]) => list.map((one) => one.key).join();
  const lines = next.flatMap((policy) => {
    const was = before.get(policy.key);
    const name = labelOf(policy.label, policy.key, language);
    if (!was) return [t("comes", { name })];
    const known = said(was);
    return said(policy)
      .filter((line) => !known.includes(line))
      .map((line) => t("changes", { name, line }));
  });
  const gone = old.filter((one) => !after.has(one.key));
  const kept = (list: readonly Policy[]) => order(list.filter((one) => before.has(one.key) && after.has(one.key)));
  return [
    ...lines,
    ...gone.map((one) => t("goes", { name: labelOf(one.label, one.key, language) })),
    ...(kept(old) === kept(next) ? [] : [t("newOrder")]),
  ];
}
