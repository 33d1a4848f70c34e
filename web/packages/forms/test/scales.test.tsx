// @vitest-environment happy-dom
// Percentages, stars, sliders and recommendations as somebody fills them in, by pointer and by keys.
import { type Json, type JsonObject, readForm } from "@bihuan/core";
import { setLanguage } from "@bihuan/i18n";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FieldValue, FormFields, RELATIONS, useFormState } from "../src/index.ts";

beforeEach(() => setLanguage("zh"));
afterEach(cleanup);

const FORM = readForm(
  {
    form: "f",
    label: { zh: "F" },
    fields: [
      { key: "done", kind: "percent", label: { zh: "完成度" } },
      { key: "stars", kind: "rating", label: { zh: "满意度" } },
      { key: "level", kind: "slider", label: { zh: "油位" }, min: "0", max: "10", step: "0.5", unit: { zh: "升" } },
      { key: "nps", kind: "nps", label: { zh: "推荐" } },
      {
        key: "why",
        kind: "text",
        label: { zh: "原因" },
        show: { op: "eq", left: { field: "nps" }, right: "detractor" },
      },
    ],
  } as unknown as JsonObject,
  RELATIONS,
);
let sent: JsonObject = {};
let values: JsonObject = {};

function Filling({ stored = {} }: { stored?: JsonObject }) {
  const state = useFormState({ form: FORM, stored, zone: "Asia/Shanghai" });
  sent = state.changes as JsonObject;
  values = state.evaluation.values as JsonObject;
  return <FormFields state={state} />;
}

test("a percentage is typed without its sign and kept as the share", async () => {
  render(<Filling stored={{ done: "0.125" }} />);
  const done = (await screen.findByLabelText("完成度")) as HTMLInputElement;
  expect(done.value).toBe("12.5");
  fireEvent.change(done, { target: { value: "80" } });
  expect(done.value).toBe("80");
  expect(sent.done).toBe("80%");
  expect(values.done).toBe("0.8");
  fireEvent.change(done, { target: { value: "8.％" } });
  expect(done.value).toBe("8.");
  fireEvent.change(done, { target: { value: "" } });
  expect(sent.done).toBeNull();
});

test("stars are set by a click, by arrows and by digits, and taken back by the same star", async () => {
  render(<Filling />);
  const star = (n: number) => screen.findByRole("radio", { name: `${n} 颗星，共 5 颗` });
  fireEvent.click(await star(3));
  expect(values.stars).toBe("3");
  fireEvent.keyDown(await star(3), { key: "ArrowRight" });
  expect(values.stars).toBe("4");
  expect(document.activeElement).toBe(await star(4));
  expect((await star(4)).getAttribute("aria-checked")).toBe("true");
  fireEvent.keyDown(await star(4), { key: "2" });
  expect(values.stars).toBe("2");
  fireEvent.click(await star(2));
  expect(values.stars).toBeUndefined();
});

test("a slider has no value before it is moved, says it while it moves, and gives it back", async () => {
  render(<Filling />);
  const level = (await screen.findByLabelText("油位")) as HTMLInputElement;
  expect(level.getAttribute("aria-valuetext")).toBe("未选择");
  expect(values.level).toBeUndefined();
  fireEvent.change(level, { target: { value: "7.5" } });
  expect(values.level).toBe("7.5");
  expect(screen.getByText("7.5 升")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "清除" }));
  expect(values.level).toBeUndefined();
  fireEvent.pointerUp(level);
  expect(values.level).toBe("0");
});

test("a score shows its group at once, and rules follow the group", async () => {
  render(<Filling />);
  fireEvent.click(await screen.findByRole("radio", { name: "9" }));
  expect(values.nps).toEqual({ id: "promoter", score: "9" });
  expect(screen.getByText("推荐者")).toBeTruthy();
  expect(screen.queryByLabelText("原因")).toBeNull();
  fireEvent.click(screen.getByRole("radio", { name: "3" }));
  expect(screen.getByText("贬损者")).toBeTruthy();
  expect(screen.getByLabelText("原因")).toBeTruthy();
});

test("stored values are shown as percent, as stars and with the group", () => {
  const shown: [string, Json, string][] = [
    ["done", "0.125", "12.5%"],
    ["stars", "4", "★★★★☆ 4/5"],
    ["level", "7.5", "7.5 升"],
    ["nps", { id: "passive", score: "8" }, "8（中立者）"],
  ];
  for (const [key, value, text] of shown) {
    const field = FORM.fields.get(key);
    if (field) render(<FieldValue field={field} value={value} zone="Asia/Shanghai" />);
    expect(screen.getByText(text)).toBeTruthy();
  }
});
