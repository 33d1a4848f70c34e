// @vitest-environment happy-dom
// How options are laid out, and amounts written out in capital numerals.
import { type JsonObject, readForm } from "@bihuan/core";
import { setLanguage } from "@bihuan/i18n";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FieldValue, FormFields, RELATIONS, useFormState } from "../src/index.ts";

beforeEach(() => setLanguage("zh"));
afterEach(cleanup);

const OPTIONS = ["甲", "乙", { value: "丙", label: "丙", show: { op: "eq", left: { field: "down" }, right: "乙" } }];
const FORM = readForm(
  {
    form: "f",
    label: { zh: "F" },
    fields: [
      { key: "round", kind: "choice", label: { zh: "单选列表" }, options: OPTIONS, display: "radio" },
      { key: "down", kind: "choice", label: { zh: "下拉框" }, options: ["甲", "乙"], display: "select" },
      { key: "flat", kind: "choice", label: { zh: "平铺" }, options: [..."1234567"], display: "chips" },
      { key: "boxes", kind: "multi_choice", label: { zh: "多选列表" }, options: ["甲", "乙"], display: "checkbox" },
      { key: "fee", kind: "amount", label: { zh: "费用" }, capitals: true },
    ],
  } as unknown as JsonObject,
  RELATIONS,
);
let values: JsonObject = {};

function Filling() {
  const state = useFormState({ form: FORM, zone: "Asia/Shanghai" });
  values = state.evaluation.values as JsonObject;
  return <FormFields state={state} />;
}

test("options stand as a list with round boxes, as a drop-down or side by side, however many they are", async () => {
  render(<Filling />);
  fireEvent.click(await screen.findByRole("radio", { name: "乙" }));
  expect(values.round).toBe("乙");
  expect(screen.queryByRole("radio", { name: "丙" })).toBeNull();
  fireEvent.change(screen.getByRole("combobox", { name: "下拉框" }), { target: { value: "乙" } });
  expect(values.down).toBe("乙");
  expect(await screen.findByRole("radio", { name: "丙" })).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "7" }));
  expect(values.flat).toBe("7");
});

test("a list with square boxes takes several and gives them back", async () => {
  render(<Filling />);
  const [first, second] = [
    await screen.findByRole("checkbox", { name: "甲" }),
    screen.getByRole("checkbox", { name: "乙" }),
  ];
  fireEvent.click(second);
  fireEvent.click(first);
  expect(values.boxes).toEqual(["甲", "乙"]);
  fireEvent.click(second);
  expect(values.boxes).toEqual(["甲"]);
});

test("an amount is written out in capital numerals while it is typed, and where it is shown", async () => {
  render(<Filling />);
  fireEvent.change(await screen.findByLabelText("费用"), { target: { value: "１２８０.5" } });
  expect(await screen.findByText("人民币壹仟贰佰捌拾元伍角整")).toBeTruthy();
  fireEvent.change(screen.getByLabelText("费用"), { target: { value: "about 5" } });
  expect(screen.queryByText(/人民币/)).toBeNull();
  cleanup();
  const field = FORM.fields.get("fee");
  if (field) render(<FieldValue field={field} value="107000.53" zone="Asia/Shanghai" />);
  expect(await screen.findByText("人民币壹拾万柒仟元伍角叁分")).toBeTruthy();
  expect(screen.getByText("¥107,000.53")).toBeTruthy();
});
