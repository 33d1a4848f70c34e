import type { Me } from "@bihuan/api";
import { expect, test } from "vitest";
import { asksForUse, isOpenTo, PLACES, type Place } from "../src/shared/places.ts";

const place = (to: string) => PLACES.find((one) => one.to === to) as Place;
const me = (actions: string[]) =>
  ({ grants: actions.map((action) => ({ action, kind: "engineer" })) }) as unknown as Me;
const NOTHING = new Set<string>();

test("what nobody uses is shown to those only who may set it up", () => {
  const engineers = place("/engineers");
  expect(isOpenTo(engineers, me(["read", "update"]), NOTHING)).toBe(true);
  expect(isOpenTo(engineers, me(["read"]), NOTHING)).toBe(false);
  expect(isOpenTo(engineers, me(["read"]), new Set(["/engineers"]))).toBe(true);
  expect(isOpenTo(engineers, me([]), new Set(["/engineers"]))).toBe(false);
});

test("what belongs to a module that is switched off is nowhere to go", () => {
  const reader = (switched_off?: string[]) =>
    ({ customer: null, switched_off, grants: [{ action: "*", kind: "*" }] }) as unknown as Me;
  const reports = place("/reports");
  expect(isOpenTo(reports, reader([]), NOTHING)).toBe(true);
  expect(isOpenTo(reports, reader(["reports"]), NOTHING)).toBe(false);
  expect(isOpenTo(reports, reader(["tables"]), NOTHING)).toBe(true);
  expect(isOpenTo(reports, reader(), NOTHING)).toBe(true);
  expect(isOpenTo(place("/tickets"), reader(["reports"]), NOTHING)).toBe(true);
});

test("it is asked of those only to whom it matters", () => {
  expect([["read", "update"], ["read"], []].map((actions) => asksForUse(place("/engineers"), me(actions)))).toEqual([
    false,
    true,
    false,
  ]);
  expect(asksForUse(place("/tickets"), me(["read"]))).toBe(false);
});
