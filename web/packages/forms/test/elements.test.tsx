// @vitest-environment happy-dom
// What holds no value is shown by condition; sections behind tabs are judged all together, and the faulty one comes forward.
import { type JsonObject, readForm } from "@bihuan/core";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { FormFields, type FormState, RELATIONS, useFormState } from "../src/index.ts";

afterEach(cleanup);

const FORM = readForm(
  {
    form: "pump",
    label: { zh: "油泵" },
    tabs: true,
    sections: [
      {
        key: "main",
        label: { zh: "基本" },
        fields: [
          { key: "hint", kind: "help_text", label: { zh: "注意" }, text: { zh: "先断电" }, tone: "warn" },
          { key: "place", kind: "text", label: { zh: "位置" } },
          {
            key: "line",
            kind: "divider",
            label: { zh: "泄漏" },
            show: { op: "not_empty", left: { field: "place" } },
          },
        ],
      },
      {
        key: "more",
        label: { zh: "详情" },
        fields: [
          { key: "drawing", kind: "image", label: { zh: "油路图" }, picture: "data:image/png;base64,iVBORw0KGgo=" },
          { key: "model", kind: "text", label: { zh: "型号" }, require: true },
        ],
      },
    ],
  } as unknown as JsonObject,
  RELATIONS,
);

let held: FormState;
function Pump() {
  held = useFormState({ form: FORM, zone: "Asia/Shanghai" });
  return <FormFields state={held} />;
}

test("a paragraph, a line and a picture are shown and never sent", async () => {
  render(<Pump />);
  expect((await screen.findByRole("note")).textContent).toContain("先断电");
  expect(screen.queryByText("泄漏")).toBeNull();
  fireEvent.change(screen.getByLabelText("位置"), { target: { value: "三车间" } });
  expect(await screen.findByText("泄漏")).toBeTruthy();
  expect(screen.getByAltText("油路图")).toBeTruthy();
  expect(held.changes).toEqual({ place: "三车间" });
});

test("one tab is open; the arrows go to the next; a fault behind another tab brings it forward", async () => {
  render(<Pump />);
  const [first, second] = await screen.findAllByRole("tab");
  expect([first?.textContent, second?.textContent]).toEqual(["基本", "详情"]);
  expect(first?.getAttribute("aria-selected")).toBe("true");
  fireEvent.keyDown(first as HTMLElement, { key: "ArrowRight" });
  expect(second?.getAttribute("aria-selected")).toBe("true");
  fireEvent.click(first as HTMLElement);
  act(() => void held.check());
  expect(second?.getAttribute("aria-selected")).toBe("true");
  expect(second?.getAttribute("data-faulty")).toBe("true");
  fireEvent.change(screen.getByLabelText(/型号/), { target: { value: "A7" } });
  expect(second?.getAttribute("data-faulty")).toBe("false");
});
