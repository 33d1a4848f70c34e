// What can be set of each kind of step, in the order in which one asks: shown, compared and changed by the same table.
import type { Json } from "@bihuan/core";
import type { Item } from "./flow.ts";

/** How a setting is written, and hence shown and changed. */
export type Editor =
  | "stage"
  | "who"
  | "sources"
  | "choice"
  | "flag"
  | "number"
  | "length"
  | "label"
  | "key"
  | "roles"
  | "steps"
  | "multi"
  | "visit"
  | "ifEmpty"
  | "refused"
  | "rights"
  | "actions"
  | "deadline"
  | "handOver"
  | "until"
  | "event"
  | "values"
  | "ticketType"
  | "teams"
  | "calendar"
  | "fields"
  | "rows"
  | "team"
  | "join"
  | "condition"
  | "ways"
  | "lanes"
  | "written";

export interface Setting {
  key: string;
  as: Editor;
  options?: readonly string[];
  /** What holds where nothing is written. */
  usual?: Json;
  /** Whether it is of any use, as the step is now. */
  only?: (item: Item) => boolean;
  /** Rarely needed: folded away until somebody asks. */
  rare?: true;
}

const STAGE: Setting = { key: "stage", as: "stage" };
const hasReturns = (item: Item) => item.kind === "approve" || (Array.isArray(item.returns) && item.returns.length > 0);
const isOpen = (item: Item) => item.kind !== "notify" || item.until_read === true;

const LONGEST: readonly Setting[] = [
  { key: "for", as: "length", only: isOpen },
  { key: "hours", as: "choice", options: ["wall", "working"], usual: "wall", only: isOpen },
  { key: "calendar", as: "calendar", only: (item) => isOpen(item) && item.hours === "working" },
  { key: "early", as: "flag", usual: true, only: isOpen, rare: true },
];
const TIMES: readonly Setting[] = [
  { key: "deadline", as: "deadline" },
  { key: "hand_over", as: "handOver", rare: true },
];
const FORM: readonly Setting[] = [
  { key: "fields", as: "rights" },
  { key: "actions", as: "actions" },
];
const BACK: readonly Setting[] = [
  { key: "returns", as: "steps" },
  { key: "resume", as: "choice", options: ["walk", "straight", "choose"], usual: "walk", only: hasReturns, rare: true },
];
const MORE: readonly Setting[] = [
  { key: "cc", as: "sources", rare: true },
  { key: "range", as: "sources", rare: true },
  { key: "withdraw", as: "flag", rare: true },
];

const WORDS = [
  "submit",
  "agree",
  "refuse",
  "finish",
  "claim",
  "accept",
  "depart",
  "arrive",
  "begin",
  "return",
  "assign",
];
/** The actions that a kind of step has by itself. */
export const STANDARD: Readonly<Record<string, readonly string[]>> = {
  start: ["submit"],
  handle: WORDS.filter((word) => !["submit", "agree"].includes(word)),
  approve: ["agree", "refuse", "return"],
};

export const SETTINGS: Readonly<Record<string, readonly Setting[]>> = {
  start: [STAGE, { key: "who", as: "who" }, ...FORM, ...TIMES, { key: "withdraw", as: "flag", rare: true }],
  handle: [
    STAGE,
    { key: "owner", as: "sources", usual: "by_hand" },
    { key: "mode", as: "choice", options: ["direct", "dispatch", "claim", "dispatch_claim"], usual: "direct" },
    { key: "dispatchers", as: "roles" },
    { key: "visit", as: "visit", usual: "simple" },
    { key: "if_empty", as: "ifEmpty", options: ["person", "flow_admin"] },
    ...FORM,
    ...BACK,
    ...TIMES,
    { key: "operations", as: "multi", options: ["transfer", "consult"], usual: [], rare: true },
    { key: "again_to_same", as: "flag", usual: true, rare: true },
    ...MORE,
  ],
  approve: [
    STAGE,
    { key: "approvers", as: "sources" },
    { key: "mode", as: "choice", options: ["all", "any", "sequence", "ratio", "count"], usual: "all" },
    { key: "percent", as: "number", only: (item) => item.mode === "ratio" },
    { key: "count", as: "number", only: (item) => item.mode === "count" },
    { key: "if_empty", as: "ifEmpty", options: ["pass", "refuse", "person", "flow_admin"] },
    { key: "refused", as: "refused", usual: "terminate" },
    ...FORM,
    ...BACK,
    ...TIMES,
    {
      key: "closes",
      as: "choice",
      options: ["verdict", "all_answered", "first_answer"],
      usual: "verdict",
      only: (item) => [undefined, "all", "any"].includes(item.mode as string | undefined),
      rare: true,
    },
    { key: "if_submitter", as: "choice", options: ["self", "skip", "department_head"], usual: "self" },
    {
      key: "if_again",
      as: "choice",
      options: ["each_time", "first_only", "consecutive"],
      usual: "each_time",
      rare: true,
    },
    { key: "dispatchers", as: "roles", rare: true },
    {
      key: "operations",
      as: "multi",
      options: ["transfer", "consult", "sign_before", "sign_after", "sign_parallel"],
      rare: true,
    },
    ...MORE,
  ],
  wait: [STAGE, { key: "until", as: "until" }, { key: "event", as: "event" }, ...LONGEST],
  notify: [
    STAGE,
    { key: "to", as: "sources" },
    { key: "text", as: "label" },
    { key: "until_read", as: "flag", usual: false },
    ...LONGEST,
  ],
  action: [STAGE, { key: "set", as: "values" }, { key: "webhook", as: "key" }, { key: "values", as: "values" }],
  children: [
    STAGE,
    { key: "type", as: "ticketType" },
    { key: "teams", as: "teams" },
    { key: "rows", as: "rows" },
    { key: "team", as: "team", only: (item) => item.rows !== undefined },
    { key: "join", as: "join", usual: "all" },
    { key: "title", as: "label" },
    { key: "rest", as: "choice", options: ["end", "leave"], usual: "end" },
    { key: "take", as: "fields", rare: true },
    { key: "fill", as: "values", rare: true },
    ...LONGEST,
  ],
  end: [STAGE],
  terminate: [STAGE],
  branch: [{ key: "ways", as: "ways" }],
  parallel: [
    { key: "join", as: "join", usual: "all" },
    { key: "lanes", as: "lanes" },
  ],
  repeat: [
    { key: "until", as: "condition" },
    { key: "most", as: "number", usual: 10 },
  ],
};

const PLACE = ["id", "kind", "label", "items"];

/** The settings of a step that are of use now; what is written and not known here comes last, to be read. */
export function settingsOf(item: Item): Setting[] {
  const known = SETTINGS[item.kind] ?? [];
  const shown = known.filter((one) => item[one.key] !== undefined || !one.only || one.only(item));
  const others = Object.keys(item).filter((key) => !PLACE.includes(key) && !known.some((one) => one.key === key));
  return [...shown, ...others.map((key): Setting => ({ key, as: "written" }))];
}
