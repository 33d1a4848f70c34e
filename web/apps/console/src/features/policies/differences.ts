// What a draft changes, place by place, in words: shown before it is published and beside earlier versions.
import type { Language } from "@bihuan/i18n";
import { type SayTime, sayLength } from "../../shared/lengths/lengths.ts";
import { goalsIn, type SetBody, simple } from "./body.ts";
import { USUAL_TIME } from "./reminding.ts";
import { CONDITIONS } from "./setting.ts";
import { besideDate, clockName, degreeWords, labelOf, rungWords, type Say } from "./words.ts";

export interface Difference {
  where: string;
  old: string;
  next: string;
}

type Told = ReadonlyMap<string, { where: string; text: string }>;

export function differences(old: SetBody, next: SetBody, words: Words): Difference[] {
  const before = told(old, words);
  const after = told(next, words);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((path) => {
    const was = before.get(path);
    const is = after.get(path);
    if (was?.text === is?.text) return [];
    return [{ where: (is ?? was)?.where ?? path, old: was?.text || "–", next: is?.text || "–" }];
  });
}

export interface Words {
  say: Say;
  sayTime: SayTime;
  language: Language;
}

/** Everything that can be changed here: its place, what it is called, what it says. */
function told(body: SetBody, { say, sayTime, language }: Words): Told {
  const found = new Map<string, { where: string; text: string }>();
  // By key: a policy that only moves has changed its place and nothing else.
  const place = body.policies.map((policy) => labelOf(policy.label, policy.key, language)).join(" → ");
  found.set("order", { where: say("policies"), text: place });
  body.policies.forEach((policy) => {
    const name = labelOf(policy.label, policy.key, language);
    const at = `policies.${policy.key}`;
    const when = simple(policy.when);
    const asked = when ? `${when.field} = ${when.values}` : say("complex");
    found.set(`${at}.when`, { where: `${name} · ${say("condition")}`, text: policy.when ? asked : say("anyTicket") });
    if (policy.calendar) found.set(`${at}.calendar`, { where: `${name} · ${say("calendar")}`, text: policy.calendar });
    found.set(`${at}.hours`, { where: name, text: say(policy.hours === "wall" ? "wall" : "working") });
    for (const [clock, written] of Object.entries(policy.goals))
      for (const goal of goalsIn(written, `${at}.goals.${clock}`))
        found.set(goal.path, {
          where: `${name} · ${clockName(body, clock, language)}`,
          text: sayLength(goal.text, sayTime),
        });
  });
  for (const [urgency, row] of Object.entries(body.priority?.matrix ?? {}))
    for (const [impact, priority] of Object.entries(row))
      found.set(`priority.${urgency}.${impact}`, {
        where: `${say("matrix")} ${degreeWords(urgency, say)} × ${degreeWords(impact, say)}`,
        text: priority,
      });
  for (const clock of body.clocks) {
    const where = labelOf(clock.label, clock.key, language);
    const moved = CONDITIONS.map((name) => [name, clock[name]]).filter(([, tree]) => tree !== undefined);
    found.set(`clock.${clock.key}`, {
      where,
      text: `${clock.kind ?? "custom"} ${moved.map(([name]) => name).join(" ")}`,
    });
    found.set(`clock.${clock.key}.moves`, { where: `${where} · ${say("condition")}`, text: JSON.stringify(moved) });
    for (const rung of clock.ladder ?? [])
      found.set(`ladder.${clock.key}.${rung.at}`, { where, text: rungWords(rung, say, sayTime) });
  }
  for (const one of body.reminders ?? []) {
    const when = { at: one.at.map((at) => besideDate(at, say)).join(" · "), time: one.time ?? USUAL_TIME };
    const said = say("reminder", { field: one.field, ...when });
    found.set(`reminder.${one.key}`, {
      where: `${say("reminders")} · ${labelOf(one.label, one.key, language)}`,
      text: rungWords({ at: "", do: one.do }, say, sayTime, said),
    });
  }
  found.set("quiet", { where: say("quiet"), text: body.quiet?.hours ?? "" });
  return found;
}
