import type { Json } from "@bihuan/core";
import { type Language, pick, type Translate } from "@bihuan/i18n";
import { type SayTime, sayLength } from "../../shared/lengths/lengths.ts";
import type { Goal, Label, Rung, SetBody } from "./body.ts";
import { conditionAt, simple } from "./body.ts";
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

/** The usual three have words; a company's own degrees stand as it wrote them. */
export function degreeWords(key: string, say: Say): string {
  return key === "high" || key === "medium" || key === "low" ? say(key) : key;
}

/** A moment beside a date: -7d is seven days before it, +1wd a working day after. */
export function besideDate(at: string, say: Say): string {
  const found = /^([+-]?)(\d+)(w?d)$/.exec(at);
  if (!found) return at;
  const count = { count: Number(found[2]) };
  if (count.count === 0) return say("daysOn");
  if (found[1] === "-") return say(found[3] === "wd" ? "workdaysBefore" : "daysBefore", count);
  return say(found[3] === "wd" ? "workdaysAfter" : "daysAfter", count);
}

/** What a clock of the set is called. */
export function clockName(body: SetBody, key: string, language: Language): string {
  return labelOf(body.clocks.find((clock) => clock.key === key)?.label, key, language);
}

/** What conditions say: the server's sentences by their place in the set, else the words of one comparison. */
export interface Sentences {
  said: Readonly<Record<string, string>>;
  fieldName: (key: string) => string;
}

export function conditionWords(when: Json, path: string, say: Say, { said, fieldName }: Sentences): string {
  const sentence = said[path];
  if (sentence) return sentence;
  const one = simple(when);
  return one ? `${fieldName(one.field)} = ${one.values}` : say("complex");
}

/** The case for which a length is promised. */
export function caseWords(goal: Goal, say: Say, sentences: Sentences): string {
  const words = goal.cases.map((one) => {
    const condition = conditionAt(one);
    return condition ? conditionWords(condition.tree, condition.path, say, sentences) : String(one);
  });
  return [...words, ...(goal.hours ? [say(goal.hours === "wall" ? "wall" : "working")] : [])].join(" · ");
}

/** One rung of a ladder: when (in `moment`'s words where they are given), who is told, how. */
export function rungWords(rung: Rung, say: Say, sayTime: SayTime, moment?: string): string {
  const acts = rung.do.map(({ act, to, by }) => {
    if (act === "mark") return say("mark");
    if (act !== "notify") return say("other", { act });
    const channels = by ?? ["app"];
    return say("tell", { people: named(to ?? [], say), channels: named(channels, say) });
  });
  const repeat = rung.every ? [say("repeat", { length: sayLength(rung.every, sayTime), times: rung.times ?? 1 })] : [];
  return say("does", {
    when: [moment ?? instantWords(rung.at, say, sayTime), ...repeat].join(" · "),
    what: acts.join(" · "),
  });
}

function instantWords(at: string, say: Say, sayTime: SayTime): string {
  if (at === "100%") return say("atEnd");
  if (at.endsWith("%")) return say("atShare", { share: at });
  return at.startsWith("-")
    ? say("beforeEnd", { length: sayLength(at.slice(1), sayTime) })
    : say("afterEnd", { length: sayLength(at.replace("+", ""), sayTime) });
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
