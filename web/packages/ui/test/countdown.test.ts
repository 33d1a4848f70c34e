import { translator } from "@bihuan/i18n";
import { expect, test } from "vitest";
import { countdownOf, lengthWords } from "../src/time/countdown.ts";
import { texts } from "../src/time/texts.ts";

const zh = translator(texts, "zh");
const en = translator(texts, "en");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = 1_795_318_705_000;

test.each([
  [20_000, "不到 1 分钟", "less than 1 min"],
  [25 * MINUTE, "25 分钟", "25 min"],
  [2 * HOUR, "2 小时", "2 h"],
  [2 * HOUR + 5 * MINUTE, "2 小时 5 分", "2 h 5 min"],
  [51 * HOUR, "2 天 3 小时", "2 d 3 h"],
  [-48 * HOUR, "2 天", "2 d"],
])("%d ms are said in their two largest units", (ms, chinese, english) => {
  expect(lengthWords(ms, zh)).toBe(chinese);
  expect(lengthWords(ms, en)).toBe(english);
});

test("running, near, marked, paused and overdue differ in word and colour", () => {
  const due = (ms: number, more = {}) => countdownOf({ next_due: NOW + ms, clock_state: "running", ...more }, NOW, zh);
  expect(due(3 * HOUR)).toEqual({ tone: "neutral", text: "剩 3 小时" });
  expect(due(20 * MINUTE)).toEqual({ tone: "warn", text: "剩 20 分钟" });
  expect(due(3 * HOUR, { red: true })).toEqual({ tone: "danger", text: "告急 · 剩 3 小时" });
  expect(countdownOf({ next_due: null, clock_state: "paused" }, NOW, zh)).toEqual({ tone: "quiet", text: "已暂停" });
  expect(countdownOf({ next_due: null, clock_state: "breached" }, NOW, zh)?.text).toBe("已超时");
});

test("what fell due since the list was read is overdue, and by how much is said", () => {
  const row = { next_due: NOW - 90 * MINUTE, clock_state: "running" };
  expect(countdownOf(row, NOW, zh)).toEqual({ tone: "danger", text: "已超时 1 小时 30 分" });
  expect(countdownOf(row, NOW, en)?.text).toBe("Overdue by 1 h 30 min");
});

test("where nothing is promised nothing is said", () => {
  expect(countdownOf({ next_due: null, clock_state: null }, NOW, zh)).toBeNull();
});

test("outside of its hours a clock rests, and says when it goes on", () => {
  const say = (hours: { open: boolean; changes_at: number | null }, more = {}) =>
    countdownOf(
      { next_due: NOW + 9 * HOUR, clock_state: "running", clock_hours: hours, ...more },
      NOW,
      zh,
      () => "09:00",
    );
  expect(say({ open: true, changes_at: NOW + HOUR })?.text).toBe("剩 9 小时");
  expect(say({ open: true, changes_at: null })?.text).toBe("剩 9 小时");
  expect(say({ open: false, changes_at: NOW + HOUR })).toEqual({ tone: "quiet", text: "非工作时间 · 09:00 续计" });
  expect(say({ open: false, changes_at: NOW + HOUR }, { red: true })?.tone).toBe("danger");
  expect(say({ open: true, changes_at: NOW - 1 })?.text).toBe("非工作时间");
  expect(say({ open: false, changes_at: NOW - 1 })?.text).toBe("剩 9 小时");
});

test("with the calendar at hand nothing is guessed: when it goes on, and how much working time is left then", () => {
  const hours = { isOpen: (at: number) => at >= NOW + HOUR, nextOpening: () => NOW + HOUR, elapsed: () => 2 * HOUR };
  const row = { next_due: NOW + 9 * HOUR, clock_state: "running", clock_hours: { open: true, changes_at: NOW - 1 } };
  expect(countdownOf(row, NOW, zh, () => "09:00", hours)).toEqual({
    tone: "quiet",
    text: "非工作时间 · 09:00 续计，还剩 2 小时",
  });
  expect(countdownOf(row, NOW + HOUR, zh, String, hours)?.text).toBe("剩 8 小时");
  const closed = { ...hours, isOpen: () => false, nextOpening: () => null };
  expect(countdownOf(row, NOW, zh, String, closed)?.text).toBe("非工作时间");
});
