// Steps and blocks as they are when they are put in, and flows to begin with.
import type { Json, JsonObject } from "@bihuan/core";
import { freeId, idsOf } from "../model/edit.ts";
import { type FlowBody, type Item, itemsOf, type Slot, type Stage, sequenceAt, stagesOf } from "../model/flow.ts";

export type Label = { zh: string; en: string };
/** A name in both languages, by its key in the texts. */
export type Both = (key: string) => Label;

/** A new step for a place: it shows the stage that fits what it is. */
export function newItem(body: FlowBody, slot: Slot, kind: string, both: Both): Item {
  const id = freeId(kind, idsOf(body));
  const base = { id, kind, label: both(`kind_${kind}`) };
  const make = MAKERS[kind];
  const own = make ? make(both, body) : {};
  return ["branch", "parallel", "repeat"].includes(kind)
    ? { ...base, ...own }
    : { ...base, stage: stageFor(body, slot, kind), ...own };
}

const MAKERS: Readonly<Record<string, (both: Both, body: FlowBody) => JsonObject>> = {
  handle: (_, body) => ({
    owner: "by_hand",
    mode: "dispatch",
    dispatchers: dispatchersIn(body),
    fields: { "*": "edit" },
  }),
  approve: () => ({ fields: { "*": "read" } }),
  notify: () => ({ to: { submitter: true } }),
  wait: () => ({ for: "1d" }),
  branch: (both) => ({
    ways: [
      { key: "way1", label: both("wayOne"), when: { all: [] }, items: [] },
      { key: "otherwise", label: both("wayElse"), items: [] },
    ],
  }),
  parallel: (both) => ({
    join: "all",
    lanes: [
      { key: "lane1", label: both("lane1"), items: [] },
      { key: "lane2", label: both("lane2"), items: [] },
    ],
  }),
  repeat: () => ({ most: 3, items: [] }),
};

/** Who dispatches already is asked for new work, too. */
function dispatchersIn(body: FlowBody): Json {
  const known = itemsOf(body).find((item) => Array.isArray(item.dispatchers) && item.dispatchers.length > 0);
  return known?.dispatchers ?? (Array.isArray(body.leads) ? body.leads : []);
}

const CATEGORY: Readonly<Record<string, readonly string[]>> = {
  wait: ["waiting", "active"],
  end: ["closed", "resolved"],
  terminate: ["cancelled", "closed"],
};

function stageFor(body: FlowBody, slot: Slot, kind: string): string {
  const stages = stagesOf(body);
  for (const category of CATEGORY[kind] ?? []) {
    const found = stages.find((stage) => stage.category === category);
    if (found) return found.key;
  }
  // As the step in front of it, if that is one at which people work.
  const before = sequenceAt(body, slot).slice(0, slot.at).reverse();
  const near = before.find((item) => typeof item.stage === "string" && item.kind !== "start");
  const isOpen = (stage: Stage | undefined) => stage !== undefined && ["active", "waiting"].includes(stage.category);
  const known = stages.find((stage) => stage.key === near?.stage);
  return (isOpen(known) ? known : (stages.find((stage) => stage.category === "active") ?? stages[0]))?.key ?? "";
}

export const BASES = ["blank", "approval", "service"] as const;
export type Base = (typeof BASES)[number];

const STAGES = [
  ["reported", "new"],
  ["in_work", "active"],
  ["to_accept", "waiting"],
  ["done", "resolved"],
  ["archived", "closed"],
  ["cancelled", "cancelled"],
] as const;

/** A flow to begin with. */
export function newFlow(key: string, label: Json, base: Base, both: Both): FlowBody {
  const used: Readonly<Record<Base, readonly string[]>> = {
    blank: ["reported", "in_work", "archived", "cancelled"],
    approval: ["reported", "in_work", "archived", "cancelled"],
    service: STAGES.map(([stage]) => stage),
  };
  const stages = STAGES.filter(([stage]) => used[base].includes(stage));
  return {
    key,
    label,
    stages: stages.map(([stage, category]) => ({ key: stage, label: both(`stage_${stage}`), category })),
    leads: ["lead"],
    withdraw: { until: "first_act" },
    root: [
      { id: "start", kind: "start", label: both("kind_start"), stage: "reported", fields: { "*": "edit" } },
      ...MIDDLES[base](both),
      { id: "end", kind: "end", label: both("kind_end"), stage: "archived" },
    ],
  };
}

const work = (both: Both, more: JsonObject): Item => ({
  id: "work",
  kind: "handle",
  label: both("kind_handle"),
  stage: "in_work",
  owner: "by_hand",
  mode: "dispatch",
  dispatchers: ["dispatcher"],
  fields: { "*": "edit" },
  ...more,
});

const MIDDLES: Readonly<Record<Base, (both: Both) => Item[]>> = {
  blank: (both) => [work(both, {})],
  approval: (both) => [
    {
      id: "head",
      kind: "approve",
      label: both("head"),
      stage: "in_work",
      approvers: { department_head: 1 },
      if_empty: "flow_admin",
      fields: { "*": "read" },
    },
    work(both, {}),
  ],
  service: (both) => [
    work(both, { visit: "full", actions: [{ key: "finish", label: both("done"), evidence: { photo: 1 } }] }),
    {
      id: "acceptance",
      kind: "approve",
      label: both("acceptance"),
      stage: "to_accept",
      approvers: { submitter: true },
      fields: { "*": "read" },
      returns: [],
      refused: { return_to: "work" },
      actions: [
        { key: "agree", label: both("accepted"), signature: "required" },
        { key: "refuse", label: both("rejected"), comment: "required" },
      ],
    },
    {
      id: "rating",
      kind: "handle",
      label: both("rating"),
      stage: "done",
      owner: { submitter: true },
      fields: { "*": "edit" },
    },
  ],
};
