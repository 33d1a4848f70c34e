import { expect, test } from "vitest";
import type { FlowBody } from "../src/features/flows/model/flow.ts";
import { trialMarks } from "../src/features/flows/trial/marks.ts";
import type { TrialState } from "../src/features/flows/trial/useTrial.ts";

const body = {
  key: "f",
  root: [
    { id: "ask", kind: "start" },
    { id: "big", kind: "branch", ways: [{ key: "much", items: [{ id: "boss", kind: "approve" }] }, { key: "little" }] },
    { id: "buy", kind: "handle" },
  ],
} as unknown as FlowBody;

test("what was walked is marked, the way by its number, and whose turn it is stands at the step", () => {
  const state = {
    walked: ["ask", "big", "big/much", "boss"],
    tokens: [{ step: "boss", instance: "2" }],
    tasks: [{ step: "boss", instance: "2", owner: null, candidates: ["head", "lead.1"] }],
  } as unknown as TrialState;
  const marks = trialMarks(body, state, (one) => (one === "head" ? "部门经理" : "李主管"));
  expect([...marks.keys()]).toEqual(["ask", "big", "big/0", "boss"]);
  expect(marks.get("boss")).toMatchObject({ isNow: true, badge: "部门经理 · 李主管" });
});
