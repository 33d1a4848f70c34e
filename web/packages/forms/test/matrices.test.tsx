// @vitest-environment happy-dom
// Questions in rows with the same answers in columns: chosen, taken back, and missing ones named.
import { type JsonObject, readForm } from "@bihuan/core";
import { setLanguage } from "@bihuan/i18n";
import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FieldValue, FormFields, type FormState, RELATIONS, useFormState } from "../src/index.ts";

beforeEach(() => setLanguage("zh"));
afterEach(cleanup);

const FORM = readForm(
  {
    form: "f",
    label: { zh: "F" },
    fields: [
      {
        key: "rate",
        kind: "matrix",
        label: { zh: "评价" },
        require: true,
        questions: [
          { key: "manner", label: { zh: "态度" } },
          { key: "speed", label: { zh: "速度" } },
        ],
        options: [
          { value: "good", label: { zh: "满意" } },
          { value: "bad", label: { zh: "不满意" } },
        ],
      },
      {
        key: "why",
        kind: "text",
        label: { zh: "哪里不满意" },
        show: { any_row: "rate", where: { op: "eq", left: { field: "answer" }, right: "bad" } },
      },
    ],
  } as unknown as JsonObject,
  RELATIONS,
);
let state: FormState;

function Filling() {
  state = useFormState({ form: FORM, zone: "Asia/Shanghai" });
  return <FormFields state={state} />;
}

const answer = async (question: string, word: string) =>
  within(await screen.findByRole("radiogroup", { name: question })).getByRole("radio", { name: word });

test("one answer to a question, which rules read, and which is taken back by itself", async () => {
  render(<Filling />);
  fireEvent.click(await answer("速度", "不满意"));
  expect(state.evaluation.values.rate).toEqual([{ id: "speed", answer: "bad" }]);
  expect(screen.getByLabelText("哪里不满意")).toBeTruthy();
  fireEvent.click(await answer("态度", "满意"));
  fireEvent.click(await answer("速度", "满意"));
  expect(state.evaluation.values.rate).toEqual([
    { id: "manner", answer: "good" },
    { id: "speed", answer: "good" },
  ]);
  expect(screen.queryByLabelText("哪里不满意")).toBeNull();
  fireEvent.click(await answer("态度", "满意"));
  expect(state.evaluation.values.rate).toEqual([{ id: "speed", answer: "good" }]);
});

test("each question that lacks its answer says so once somebody wants to send", async () => {
  render(<Filling />);
  fireEvent.click(await answer("速度", "满意"));
  expect(screen.queryByRole("alert")).toBeNull();
  act(() => void state.check());
  const row = await screen.findByRole("radiogroup", { name: "态度" });
  expect(row.getAttribute("data-faulty")).toBe("true");
  expect((await screen.findByRole("radiogroup", { name: "速度" })).getAttribute("data-faulty")).toBe("false");
});

test("stored answers are shown in words", () => {
  const field = FORM.fields.get("rate");
  const value = [
    { id: "manner", answer: "good" },
    { id: "speed", answer: "bad" },
  ];
  if (field) render(<FieldValue field={field} value={value} zone="Asia/Shanghai" />);
  expect(screen.getByText("态度：满意；速度：不满意")).toBeTruthy();
});
