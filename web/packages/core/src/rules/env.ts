import { dayText, weekdayOf } from "./calendar.ts";

/** Who stands under what. `tree` is `person`, `department`, `region` or the name of a tree of categories. */
export interface Trees {
  /** Everything `member` is within, itself included; for a person: the departments up to the root. */
  ancestors(tree: string, member: string): ReadonlySet<string>;
}

/** What a rule may know besides the record. `now` in ms UTC; days are those of `zone`. */
export interface Env {
  now: number;
  zone: string;
  trees: Trees;
  /** A day (its number since 1970-01-01) moved by working days. */
  addWorkingDays(day: number, count: number): number;
}

type Parents = Readonly<Record<string, string | null>>;

export interface Tables {
  departments?: Parents;
  people?: Readonly<Record<string, readonly string[]>>;
  regions?: Parents;
  others?: Readonly<Record<string, Parents>>;
}

export function treeTables(tables: Tables): Trees {
  const parentsOf = (tree: string): Parents => {
    if (tree === "department") return tables.departments ?? {};
    return (tree === "region" ? tables.regions : tables.others?.[tree]) ?? {};
  };
  return {
    ancestors: (tree, member) => {
      if (tree !== "person") return climb(parentsOf(tree), member);
      const homes = tables.people?.[member] ?? [];
      return new Set(homes.flatMap((home) => [...climb(tables.departments ?? {}, home)]));
    },
  };
}

export const NO_TREES: Trees = treeTables({});

function climb(parents: Parents, member: string): Set<string> {
  const seen = new Set<string>();
  let at: string | null | undefined = member;
  // A cycle in the masters must not hang a rule.
  while (at != null && !seen.has(at)) {
    seen.add(at);
    at = Object.hasOwn(parents, at) ? parents[at] : null;
  }
  return seen;
}

/** Working days where nobody keeps a calendar: Monday to Friday. */
export function addWeekdays(day: number, count: number, isWorked = (at: number) => weekdayOf(at) < 6): number {
  const step = count > 0 ? 1 : -1;
  let left = Math.abs(count);
  let at = day;
  while (left > 0) {
    at += step;
    dayText(at);
    if (isWorked(at)) left -= 1;
  }
  return at;
}
