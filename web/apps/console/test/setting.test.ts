import { expect, test } from "vitest";
import type { SetBody } from "../src/features/policies/body.ts";
import {
  blankSet,
  freeKey,
  movedPolicy,
  withClock,
  withGoal,
  withNewClock,
  withNewPolicy,
  withoutClock,
  withPolicy,
} from "../src/features/policies/setting.ts";

const BLANK = blankSet("promises", { zh: "x" }, { first_response: "a", resolve: "b", all: "c" }, "office");
const keys = (body: SetBody) => body.policies.map(({ key }) => key);

test("a key is free where nothing has it", () => {
  expect(freeKey("clock", [])).toBe("clock");
  expect(freeKey("clock", ["clock", "clock_2"])).toBe("clock_3");
});

test("a new policy is asked first, with a goal for every clock", () => {
  const more = withNewPolicy(BLANK, "VIP");
  expect(keys(more)).toEqual(["policy", "all"]);
  expect(Object.keys(more.policies[0]?.goals ?? {})).toEqual(["first_response", "resolve"]);
  expect(keys(movedPolicy(more, 0, 1))).toEqual(["all", "policy"]);
  expect(keys(movedPolicy(more, 0, -1))).toEqual(["policy", "all"]);
  expect(keys(movedPolicy(more, 1, 1))).toEqual(["policy", "all"]);
});

test("a clock that goes takes along what was promised for it", () => {
  const more = withNewClock(BLANK, "y");
  expect(more.policies[0]?.goals).toMatchObject({ clock: "4h" });
  const less = withoutClock(more, 2);
  expect(less).toEqual(BLANK);
});

test("what is said no more is left out, for it is no JSON", () => {
  const asked = withPolicy(BLANK, 0, { when: { field: "vip" } });
  expect(withPolicy(asked, 0, { when: undefined })).toEqual(BLANK);
  const stopped = withClock(BLANK, 0, { pause: false });
  expect(stopped.clocks[0]?.pause).toBe(false);
  expect(withClock(stopped, 0, { pause: undefined })).toEqual(BLANK);
});

test("a goal comes and goes", () => {
  const without = withGoal(BLANK, 0, "resolve", null);
  expect(without.policies[0]?.goals).toEqual({ first_response: "4h" });
  expect(withGoal(without, 0, "resolve", "24h")).toEqual(BLANK);
});
