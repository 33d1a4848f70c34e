// A role's grants as a matrix: for the common kinds of things, which rows each action reaches. What says more than one
// word (fields, ticket types, stars) stays as it is and is edited as JSON.
export interface Grant {
  action: string;
  kind: string;
  rows: string;
  fields?: unknown;
  types?: unknown;
}

export const COMMON = {
  ticket: ["read", "create", "update", "act", "assign", "note"],
  customer: ["read", "create", "update", "archive"],
  contact: ["read", "create", "update", "reveal"],
  device: ["read", "create", "update", "archive"],
  user: ["read", "create", "update", "manage"],
  roster: ["read", "plan"],
} as const;
export type Kind = keyof typeof COMMON;
export const KINDS = Object.keys(COMMON) as Kind[];
export const ROWS = [
  "own_created",
  "assigned",
  "participant",
  "own_team",
  "own_department_and_below",
  "own_area",
  "own_customer",
  "all",
] as const;
export type Rows = (typeof ROWS)[number];

/** What one cell says: the rows reached, "" for none, null where more is said than a cell can hold. */
export function cellOf(grants: readonly Grant[], kind: string, action: string): string | null {
  const about = grants.filter((grant) => covers(grant, kind, action));
  if (!about.length) return "";
  const [first] = about;
  return about.length === 1 && first && isPlain(first) ? first.rows : null;
}

/** The grants with one cell said anew. */
export function withCell(grants: readonly Grant[], kind: string, action: string, rows: string): Grant[] {
  const others = grants.filter((grant) => !(grant.kind === kind && grant.action === action));
  return rows ? [...others, { action, kind, rows }] : [...others];
}

function covers(grant: Grant, kind: string, action: string): boolean {
  return [kind, "*"].includes(grant.kind) && [action, "*"].includes(grant.action);
}

function isPlain(grant: Grant): boolean {
  return grant.kind !== "*" && grant.action !== "*" && grant.fields == null && grant.types == null;
}

/** What a role may do, kind by kind: which actions on which rows, in the order of the grants. */
export function summed(grants: readonly Grant[]): { kind: string; parts: { rows: string; actions: string[] }[] }[] {
  const kinds = new Map<string, Map<string, string[]>>();
  for (const { kind, rows, action } of grants) {
    const parts = kinds.get(kind) ?? new Map<string, string[]>();
    const actions = parts.get(rows) ?? [];
    if (!actions.includes(action)) actions.push(action);
    kinds.set(kind, parts.set(rows, actions));
  }
  return [...kinds].map(([kind, parts]) => ({
    kind,
    parts: [...parts].map(([rows, actions]) => ({ rows, actions })),
  }));
}
