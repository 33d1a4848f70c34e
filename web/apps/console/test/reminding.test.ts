import { translator } from "@bihuan/i18n";
import { timeTexts } from "@bihuan/ui";
import { expect, test } from "vitest";
import { differences } from "../src/features/policies/differences.ts";
import { SIDES, sideOf, sideText, withNewReminder, withReminder } from "../src/features/policies/reminding.ts";
import { blankSet } from "../src/features/policies/setting.ts";
import { texts } from "../src/features/policies/texts.ts";

const BLANK = blankSet("promises", { zh: "x" }, { first_response: "a", resolve: "b", all: "c" }, "office");

test("a moment beside a date is read as it was written", () => {
  for (const at of ["0d", "-7d", "30d", "-1wd", "2wd"]) {
    const { side, days } = sideOf(at);
    expect(sideText(side, days)).toBe(at);
  }
  expect(SIDES.map((side) => sideText(side, 0))).toEqual(["0d", "-1d", "1d", "-1wd", "1wd"]);
});

test("a reminder that is dropped leaves the set as it was", () => {
  const one = withNewReminder(BLANK, "保养", "served_on");
  expect(one.reminders).toMatchObject([{ key: "reminder", field: "served_on", at: ["-7d"], time: "09:00" }]);
  const two = withNewReminder(one, "年检", "checked_on");
  expect(two.reminders?.map(({ key }) => key)).toEqual(["reminder", "reminder_2"]);
  expect(withReminder(withReminder(two, 1, null), 0, null)).toEqual(BLANK);
});

test("what a draft changes of a reminder is said", () => {
  const say = translator(texts, "zh");
  const words = { say, sayTime: translator(timeTexts, "zh"), language: "zh" as const };
  const one = withNewReminder(BLANK, "保养", "served_on");
  const [found] = differences(BLANK, one, words);
  expect(found?.where).toBe("日期提醒 · 保养");
  expect(found?.next).toBe("served_on：提前 7 天，09:00 提醒：通知 处理人（站内）");
});
