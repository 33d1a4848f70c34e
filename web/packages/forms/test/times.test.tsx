// @vitest-environment happy-dom
// Days, times and lengths as somebody fills them in; what was understood stands beside what was typed.
import { type Json, type JsonObject, readForm } from "@bihuan/core";
import { setLanguage } from "@bihuan/i18n";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FieldValue, FormFields, RELATIONS, useFormState } from "../src/index.ts";

beforeEach(() => setLanguage("zh"));
afterEach(cleanup);

const FORM = readForm(
  {
    form: "leave",
    label: { zh: "请假" },
    fields: [
      { key: "day", kind: "date", label: { zh: "日期" }, latest_days: 0 },
      { key: "at", kind: "time", label: { zh: "时间" }, step: 15 },
      { key: "leave", kind: "date_range", label: { zh: "请假" } },
      { key: "work", kind: "duration", label: { zh: "工时" } },
    ],
  } as unknown as JsonObject,
  RELATIONS,
);
let sent: JsonObject = {};

function Leave() {
  const state = useFormState({ form: FORM, zone: "Asia/Shanghai" });
  sent = state.changes as JsonObject;
  return <FormFields state={state} />;
}

const type = (place: Element, value: string) => fireEvent.change(place, { target: { value } });

test("a day shows its weekday, and may be no day that is still to come", async () => {
  render(<Leave />);
  const day = await screen.findByLabelText("日期");
  type(day, "2026-05-01");
  expect(sent.day).toBe("2026-05-01");
  expect(screen.getByText("周五")).toBeTruthy();
  expect(day.getAttribute("max")).toMatch(/^\d{4}-\d{2}-\d{2}$/);
});

test("今天 is today by the tenant's clock, 现在 the last quarter of an hour", async () => {
  render(<Leave />);
  fireEvent.click(await screen.findByRole("button", { name: "今天" }));
  fireEvent.click(screen.getByRole("button", { name: "现在" }));
  const wall = new Date(Date.now() + 8 * 3_600_000).toISOString();
  expect(sent.day).toBe(wall.slice(0, 10));
  expect(Number(String(sent.at).slice(3)) % 15).toBe(0);
});

test("a span counts its days once both ends are there", async () => {
  render(<Leave />);
  type(await screen.findByLabelText("开始日期"), "2026-05-01");
  expect(screen.queryByText(/^共/)).toBeNull();
  expect(screen.queryByText("“请假”的开始日和结束日都要填写。"), "not while it is being filled in").toBeNull();
  type(screen.getByLabelText("结束日期"), "2026-05-03");
  expect(screen.getByText("共 3 天")).toBeTruthy();
  type(screen.getByLabelText("结束日期"), "2026-04-30");
  expect(screen.getByText("“请假”的结束日不能早于开始日。")).toBeTruthy();
});

test("a length is typed as it is said, and what was understood is shown", async () => {
  render(<Leave />);
  type(await screen.findByLabelText("工时"), "1.5h");
  expect(screen.getByText("= 1 小时 30 分钟")).toBeTruthy();
  type(screen.getByLabelText("工时"), "很久");
  expect(screen.getByText("“工时”应为时长，例如 1.5h、90分钟、1小时30分。")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "2 小时" }));
  expect(sent.work).toBe("2 小时");
});

test("stored values are read in words", () => {
  const shown = (key: string, value: Json) => {
    const field = FORM.fields.get(key);
    if (!field) throw new Error(key);
    const { container } = render(<FieldValue field={field} value={value} zone="Asia/Shanghai" />);
    return container.textContent;
  };
  expect(shown("at", "570")).toBe("09:30");
  expect(shown("work", "75")).toBe("1 小时 15 分钟");
  expect(shown("leave", { id: "2026-05-01/2026-05-02", from: "2026-05-01", to: "2026-05-02", days: 2 })).toBe(
    "2026-05-01 至 2026-05-02，共 2 天",
  );
});
