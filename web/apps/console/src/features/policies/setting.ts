// What can be put together of a set: policies in their order, clocks of a kind, goals, a set that begins with nothing.
import type { Json } from "@bihuan/core";
import type { ClockBody, ConditionName, PolicyBody, SetBody } from "./body.ts";

export const KINDS = ["assign", "accept", "first_response", "resolve", "update", "stale", "custom"] as const;
export const CONDITIONS: readonly ConditionName[] = ["start", "pause", "resume", "stop", "reset", "cancel"];

/** A key that nothing has yet: people choose names, only machines read keys. */
export function freeKey(stem: string, taken: readonly string[]): string {
  for (let no = 1; ; no++) {
    const key = no === 1 ? stem : `${stem}_${no}`;
    if (!taken.includes(key)) return key;
  }
}

/** A set that promises one thing, to begin with. */
export function blankSet(
  key: string,
  label: Readonly<Record<string, string>>,
  words: Record<string, string>,
  calendar: string | undefined,
): SetBody {
  return {
    key,
    label,
    clocks: [
      { key: "first_response", kind: "first_response", label: { zh: words.first_response ?? "" } },
      { key: "resolve", kind: "resolve", label: { zh: words.resolve ?? "" } },
    ],
    policies: [
      {
        key: "all",
        label: { zh: words.all ?? "" },
        ...(calendar ? { calendar } : { hours: "wall" }),
        goals: { first_response: "4h", resolve: "24h" },
      },
    ],
  };
}

/** What changes of a thing; undefined: it is said no more. */
export type Patch<T> = { [K in keyof T]?: T[K] | undefined };

export function withPolicy(body: SetBody, at: number, patch: Patch<PolicyBody>): SetBody {
  return {
    ...body,
    policies: body.policies.map((one, n) => (n === at ? clean<PolicyBody>({ ...one, ...patch }) : one)),
  };
}

/** One place up or down: who stands first is asked first. */
export function movedPolicy(body: SetBody, at: number, by: -1 | 1): SetBody {
  const policies = [...body.policies];
  const [moved] = policies.splice(at, 1);
  if (!moved || at + by < 0 || at + by > policies.length) return body;
  policies.splice(at + by, 0, moved);
  return { ...body, policies };
}

export function withoutPolicy(body: SetBody, at: number): SetBody {
  return { ...body, policies: body.policies.filter((_, n) => n !== at) };
}

/** A new one is asked first: after a policy for everybody it would never be. */
export function withNewPolicy(body: SetBody, name: string): SetBody {
  const key = freeKey(
    "policy",
    body.policies.map((one) => one.key),
  );
  const goals = Object.fromEntries(body.clocks.map((clock) => [clock.key, "4h"]));
  // On the calendar that the others are on: working hours without one are no promise.
  const calendar = body.policies.find((one) => one.calendar)?.calendar;
  const counted = calendar ? { calendar } : { hours: "wall" };
  return { ...body, policies: [{ key, label: { zh: name }, ...counted, goals }, ...body.policies] };
}

/** Another goal of a policy; null takes it away, and the clock does not run under it. */
export function withGoal(body: SetBody, at: number, clock: string, goal: Json | null): SetBody {
  const { [clock]: _, ...rest } = body.policies[at]?.goals ?? {};
  return withPolicy(body, at, { goals: goal === null ? rest : { ...rest, [clock]: goal } });
}

export function withClock(body: SetBody, at: number, patch: Patch<ClockBody>): SetBody {
  return { ...body, clocks: body.clocks.map((one, n) => (n === at ? clean<ClockBody>({ ...one, ...patch }) : one)) };
}

export function withNewClock(body: SetBody, name: string): SetBody {
  const key = freeKey(
    "clock",
    body.clocks.map((one) => one.key),
  );
  const policies = body.policies.map((one) => ({ ...one, goals: { ...one.goals, [key]: "4h" } }));
  return { ...body, clocks: [...body.clocks, { key, kind: "resolve", label: { zh: name } }], policies };
}

/** Without a clock, and without what was promised for it. */
export function withoutClock(body: SetBody, at: number): SetBody {
  const gone = body.clocks[at]?.key ?? "";
  const policies = body.policies.map((one) => {
    const { [gone]: _, ...goals } = one.goals;
    return { ...one, goals };
  });
  return { ...body, clocks: body.clocks.filter((_, n) => n !== at), policies };
}

/** What somebody called a thing, beside what it is called in the other language. */
export function named(label: SetBody["label"], language: string, name: string): Record<string, string> {
  return { ...(typeof label === "string" ? { zh: label } : label), [language]: name };
}

/** Without what is not said: `undefined` is no JSON. */
function clean<T extends object>(whole: Patch<T>): T {
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined)) as T;
}
