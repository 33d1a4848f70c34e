import { translator } from "@bihuan/i18n";
import { timeTexts } from "@bihuan/ui";
import { describe, expect, it, test } from "vitest";
import type { SetBody } from "../src/features/policies/body.ts";
import { differences } from "../src/features/policies/differences.ts";
import {
  marking,
  momentOf,
  momentText,
  newRung,
  tellingAnew,
  toggled,
  toldBy,
  withLadder,
  withPriority,
} from "../src/features/policies/ladder.ts";
import { texts } from "../src/features/policies/texts.ts";
import { besideDate } from "../src/features/policies/words.ts";
import { minutesOf, readLength, sayLength } from "../src/shared/lengths/lengths.ts";

const sayTime = translator(timeTexts, "zh");
const RUNG = { at: "+30m", do: [{ act: "notify", to: ["manager"], by: ["app", "sms"] }] };
const SET: SetBody = {
  key: "repair",
  priority: { urgency: "urgency", impact: "impact", matrix: { high: { high: "P0", low: "P2" } } },
  clocks: [{ key: "assign", label: { zh: "\u5206\u6d3e", en: "Assign" }, ladder: [RUNG] }],
  policies: [{ key: "normal", label: { zh: "\u4e00\u822c", en: "Normal" }, goals: { assign: "4h" } }],
};

describe("lengths", () => {
  it.each([
    ["30 \u5206\u949f", "30m"],
    ["1 \u5c0f\u65f6 30 \u5206", "1h30m"],
    ["4 \u4e2a\u5c0f\u65f6", "4h"],
    ["1 hour 5 min", "1h5m"],
    ["2 \u5929", "2d"],
    ["1h30m", "1h30m"],
    ["soon", "soon"],
    ["", ""],
  ])("%s is read as %s", (typed, written) => expect(readLength(typed)).toBe(written));

  it.each([
    ["30m", "30 \u5206\u949f"],
    ["1h30m", "1 \u5c0f\u65f6 30 \u5206"],
    ["24h", "24 \u5c0f\u65f6"],
    ["90m", "1 \u5c0f\u65f6 30 \u5206"],
    ["soon", "soon"],
  ])("%s is said as %s", (written, words) => expect(sayLength(written, sayTime)).toContain(words));

  it("reads again what it says", () => {
    for (const written of ["5m", "1h", "1h30m", "36h"])
      expect(minutesOf(readLength(sayLength(written, sayTime)))).toBe(minutesOf(written));
  });
});

test("a rung's moment is taken apart and put together", () => {
  for (const at of ["75%", "100%", "+30m", "-1h"]) {
    const { moment, amount } = momentOf(at);
    expect(momentText(moment, amount)).toBe(at);
  }
});

test("a moment beside a date is said", () => {
  const say = translator(texts, "en");
  expect(["-7d", "+1wd", "x"].map((at) => besideDate(at, say))).toEqual(["7 days before", "1 working days after", "x"]);
});

test("a new rung stands at a moment that the ladder does not have", () => {
  expect(newRung([]).at).toBe("50%");
  expect(newRung(["50%", "75%", "100%"].map((at) => ({ ...RUNG, at }))).at).toBe("+1h");
});

test("who is told changes, and what else a rung does stays", () => {
  const marked = marking(RUNG).toggled;
  expect(marking(marked).on).toBe(true);
  const told = tellingAnew(marked, ["lead"], ["mail"]);
  expect(toldBy(told)).toEqual({ to: ["lead"], by: ["mail"] });
  expect(marking(told).on).toBe(true);
  expect(tellingAnew(RUNG, [], ["mail"]).do).toEqual([]);
  expect(toldBy({ at: "1h", do: [...RUNG.do, ...RUNG.do] })).toBeNull();
  expect(toggled(["a", "b"], ["b", "x"], "a")).toEqual(["a", "b", "x"]);
  expect(toggled(["a", "b"], ["a", "b"], "a")).toEqual(["b"]);
});

test("differences are told place by place, in words", () => {
  const next = withPriority(
    withLadder(
      { ...SET, policies: [{ ...SET.policies[0], key: "normal", goals: { assign: "3h" }, hours: "wall" }] },
      SET.clocks[0] as SetBody["clocks"][number],
      [],
    ),
    "high",
    "low",
    "P1",
  );
  const words = { say: translator(texts, "en"), sayTime: translator(timeTexts, "en"), language: "en" as const };
  expect(differences(SET, next, words).map(({ where, old, next: is }) => `${where}: ${old} > ${is}`)).toEqual([
    "Normal: in working hours > round the clock",
    "Normal \u00b7 Assign: 4 h > 3 h",
    "Priority matrix High \u00d7 Low: P2 > P1",
    "Assign: 30 min after it was due: tell manager (in the product\u3001SMS) > \u2013",
  ]);
  expect(differences(SET, SET, words)).toEqual([]);
});
