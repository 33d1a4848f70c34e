import type { Json } from "@bihuan/core";
import { translator } from "@bihuan/i18n";
import { expect, test } from "vitest";
import {
  moved,
  type Policy,
  ruleNamed,
  sharesOf,
  withOwnRule,
  withRule,
  withWeight,
} from "../src/features/dispatchPolicies/body.ts";
import { texts } from "../src/features/dispatchPolicies/texts.ts";
import { changesOf, policyWords } from "../src/features/dispatchPolicies/words.ts";
import { sayCondition } from "../src/shared/conditions/say.ts";
import { texts as asks } from "../src/shared/conditions/texts.ts";

const POLICY: Policy = { key: "near", score: { travel: { weight: 30, zero_at: 90 }, load: 10 } };
const t = translator(texts, "zh");
const said = (policy: Policy) => policyWords(policy, t, "zh");

test("what a policy leaves out means the standard rules, and the first change writes them all", () => {
  expect(ruleNamed(POLICY, "area")).toEqual({ rule: "area" });
  expect(ruleNamed(POLICY, "parts")).toBeNull();
  const changed = withRule(POLICY, "area", null);
  expect(changed.rules).toEqual(["skills", "certificates", "shift", "capacity", "day_cap", "language"]);
  expect(withRule(changed, "shift", { rule: "shift", begins_within: 30 }).rules).toContainEqual({
    rule: "shift",
    begins_within: 30,
  });
});

test("a condition of one's own is added behind the rules, changed in its place, dropped", () => {
  const own = { rule: "condition", key: "own", must: true as Json };
  const added = withOwnRule({ ...POLICY, rules: ["area"] }, null, own);
  expect(added.rules).toEqual(["area", own]);
  expect(withOwnRule(added, 1, null).rules).toEqual(["area"]);
});

test("weights keep their settings; nothing counts for nothing", () => {
  expect(withWeight(POLICY, "travel", 50).score).toEqual({ travel: { weight: 50, zero_at: 90 }, load: 10 });
  expect(withWeight(POLICY, "load", 0).score).toEqual({ travel: { weight: 30, zero_at: 90 } });
  expect(sharesOf(POLICY)).toEqual([
    { name: "travel", percent: 75 },
    { name: "load", percent: 25 },
  ]);
});

test("before it is published one reads what changes, what comes, what goes, and a new order", () => {
  const far: Policy = { key: "far", label: { zh: "远处" }, score: { load: 1 } };
  const told = (old: Policy[], next: Policy[]) => changesOf(old, next, said, t, "zh");
  expect(told([POLICY], [POLICY])).toEqual([]);
  expect(told([POLICY], [{ ...POLICY, decide: "automatic" }])).toEqual(["near：怎么派：系统直接派出"]);
  expect(told([POLICY], [far, POLICY])).toEqual(["新增策略“远处”"]);
  expect(told([POLICY, far], [POLICY])).toEqual(["去掉策略“远处”"]);
  expect(told([POLICY, far], moved([POLICY, far], 1, -1))).toEqual(["策略的先后顺序变了"]);
});

test("a condition is said as it was chosen, in groups, and in the words of its options", () => {
  const fields = [
    {
      key: "job.type",
      kind: "choice",
      label: { zh: "工单类型" },
      options: [{ value: "repair", label: { zh: "维修" } }],
      of: null,
    },
    { key: "amount", kind: "number", label: { zh: "金额" }, options: [], of: null },
  ];
  const words = { fields, say: translator(asks, "zh"), language: "zh" as const };
  const repair = { op: "eq", left: { field: "job.type" }, right: "repair" };
  const dear = { op: "gt", left: { field: "amount" }, right: "500" };
  expect(sayCondition(repair, words)).toBe("工单类型 是其中之一 维修");
  expect(sayCondition({ all: [repair, { any: [dear, { op: "empty", left: { field: "amount" } }] }] }, words)).toBe(
    "工单类型 是其中之一 维修，且（金额 大于 500，或金额 为空）",
  );
  expect(sayCondition(undefined, words)).toBe("");
});
