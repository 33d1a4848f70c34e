// Two people changed one form: put together element by element, each known by its key (ADR 0019 says the same of values).
// What only one of the two touched is taken; a setting that both set differently is for a person to decide.
import { type Json, same } from "@bihuan/core";
import type { FieldBody, FormBody, RuleBody, SectionBody } from "./body.ts";

/** A setting that both set differently, or an element that one changed and the other took away (null). */
export interface Clash {
  /** `field:photos`, `section:who`, `rule:r`, `form`; with the setting. */
  element: string;
  setting: string;
  mine: Json;
  theirs: Json;
}

export interface MergedForms {
  body: FormBody;
  clashes: readonly Clash[];
}

type Settings = Readonly<Record<string, unknown>>;
type Choose = (clash: Clash) => "mine" | "theirs";

const WHOLE = "*";

/** `mine`, written over `base`, on top of `theirs`. What clashes is taken as `choose` says. */
export function mergeForms(
  base: FormBody,
  mine: FormBody,
  theirs: FormBody,
  choose: Choose = () => "theirs",
): MergedForms {
  const clashes: Clash[] = [];
  const settle: Settle = (element, sides) => mergedElement(element, sides, clashes, choose);
  const [b, m, t] = [base, mine, theirs].map(elementsOf) as [Elements, Elements, Elements];
  const merged = new Map<string, Settings>();
  for (const element of new Set([...t.keys(), ...m.keys()])) {
    const found = settle(element, [b.get(element), m.get(element), t.get(element)]);
    if (found) merged.set(element, found);
  }
  return { body: assembled([base, mine, theirs], merged), clashes };
}

type Elements = ReadonlyMap<string, Settings>;
type Sides = readonly [Settings | undefined, Settings | undefined, Settings | undefined];
type Settle = (element: string, sides: Sides) => Settings | undefined;

function elementsOf(body: FormBody): Elements {
  const { sections, rules = [], ...form } = body;
  const found = new Map<string, Settings>([["form", form]]);
  for (const { fields, ...section } of sections) {
    found.set(`section:${section.key}`, section);
    for (const field of fields) found.set(`field:${field.key}`, { ...field, "@section": section.key });
  }
  for (const rule of rules) found.set(`rule:${rule.key}`, { ...rule });
  return found;
}

function mergedElement(element: string, sides: Sides, clashes: Clash[], choose: Choose): Settings | undefined {
  const [base, mine, theirs] = sides;
  if (mine && theirs) return mergedSettings(element, [base ?? {}, mine, theirs], clashes, choose);
  const left = mine ?? theirs;
  if (!left || !base) return left;
  // One took it away. Unless the other changed it meanwhile, it is gone.
  if (same(left as Json, base as Json)) return undefined;
  const clash: Clash = {
    element,
    setting: WHOLE,
    mine: (mine ?? null) as Json,
    theirs: (theirs ?? null) as Json,
  };
  clashes.push(clash);
  return choose(clash) === "mine" ? mine : theirs;
}

function mergedSettings(
  element: string,
  [base, mine, theirs]: readonly [Settings, Settings, Settings],
  clashes: Clash[],
  choose: Choose,
): Settings {
  const found: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const [b, m, t] = [base[name] ?? null, mine[name] ?? null, theirs[name] ?? null] as [Json, Json, Json];
    let taken = same(t, b) ? m : t;
    if (!same(m, b) && !same(t, b) && !same(m, t)) {
      const clash = { element, setting: name, mine: m, theirs: t };
      clashes.push(clash);
      taken = choose(clash) === "mine" ? m : t;
    }
    if (taken !== null) found[name] = taken;
  }
  return found;
}

/** The elements in the order of whoever changed it; where both did, in theirs. What only the other has follows its neighbour. */
function assembled([base, mine, theirs]: readonly [FormBody, FormBody, FormBody], merged: Elements): FormBody {
  const orders = [base, mine, theirs].map(orderOf) as [string[], string[], string[]];
  const [before, own, others] = orders;
  const known = new Set(before);
  const isOld = (element: string) => known.has(element) && own.includes(element) && others.includes(element);
  const untouched = same(others.filter(isOld), before.filter(isOld));
  const order = woven(untouched ? own : others, untouched ? others : own).filter((element) => merged.has(element));
  const sections: (SectionBody & { fields: FieldBody[] })[] = [];
  for (const element of order) {
    const settings = merged.get(element) as Settings;
    if (element.startsWith("section:")) sections.push({ ...(settings as unknown as SectionBody), fields: [] });
  }
  for (const element of order.filter((one) => one.startsWith("field:"))) {
    const { "@section": section, ...field } = merged.get(element) as Settings;
    const home = sections.find((one) => one.key === section) ?? sections[0];
    home?.fields.push(field as FieldBody);
  }
  const rules = order.filter((one) => one.startsWith("rule:")).map((one) => merged.get(one) as unknown as RuleBody);
  return { ...(merged.get("form") as unknown as FormBody), sections, rules };
}

function orderOf(body: FormBody): string[] {
  return [...elementsOf(body).keys()].filter((element) => element !== "form");
}

/** `order`, with what only `other` has behind what stands before it there. */
function woven(order: readonly string[], other: readonly string[]): string[] {
  const found = [...order];
  other.forEach((element, at) => {
    if (found.includes(element)) return;
    const before = other.slice(0, at).findLast((one) => found.includes(one));
    found.splice(before === undefined ? 0 : found.indexOf(before) + 1, 0, element);
  });
  return found;
}
