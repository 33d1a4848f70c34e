import type { Json } from "@bihuan/core";
import { type Language, pick, type Translate } from "@bihuan/i18n";
import type { Goal, Label, Rung, SetBody } from "./body.ts";
import { simple } from "./body.ts";
import type { texts } from "./texts.ts";

export type Say = Translate<(typeof texts)["zh"]>;
const KNOWN = [
  "dispatchers",
  "lead",
  "manager",
  "assignee",
  "submitter",
  "watchers",
  "app",
  "mail",
  "sms",
  "best",
] as const;

export function labelOf(label: Label | undefined, key: string, language: Language): string {
  return (typeof label === "string" ? label : pick(label, language)) || key;
}

/** What a clock of the set is called. */
export function clockName(body: SetBody, key: string, language: Language): string {
  return labelOf(body.clocks.find((clock) => clock.key === key)?.label, key, language);
}

/** A condition in words: one comparison is said, what is put together is only named. */
export function conditionWords(when: Json, say: Say, fieldName: (key: string) => string): string {
  const one = simple(when);
  return one ? `${fieldName(one.field)} = ${one.values}` : say("complex");
}

/** The case for which a length is promised. */
export function caseWords(goal: Goal, say: Say, fieldName: (key: string) => string): string {
  const words = goal.cases.map((one) => (typeof one === "string" ? one : conditionWords(one, say, fieldName)));
  return [...words, ...(goal.hours ? [say(goal.hours === "wall" ? "wall" : "working")] : [])].join(" · ");
}

/** One rung of a ladder: when, who is told, how. */
export function rungWords(rung: Rung, say: Say): string {
  const acts = rung.do.map(({ act, to, by }) => {
    if (act === "mark") return say("mark");
    if (act !== "notify") return say("other", { act });
    const channels = by ?? ["app"];
    return say("tell", { people: named(to ?? [], say), channels: named(channels, say) });
  });
  const repeat = rung.every ? [say("repeat", { length: rung.every, times: rung.times ?? 1 })] : [];
  return say("does", { when: [instantWords(rung.at, say), ...repeat].join(" · "), what: acts.join(" · ") });
}

function instantWords(at: string, say: Say): string {
  if (at === "100%") return say("atEnd");
  if (at.endsWith("%")) return say("atShare", { share: at });
  return at.startsWith("-")
    ? say("beforeEnd", { length: at.slice(1) })
    : say("afterEnd", { length: at.replace("+", "") });
}

function named(words: readonly Json[], say: Say): string {
  return words
    .map((word) => {
      const known = KNOWN.find((one) => one === word);
      if (known) return say(known);
      return typeof word === "object" && word !== null ? Object.values(word).join() : String(word);
    })
    .join("、");
}
