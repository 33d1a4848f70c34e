// @vitest-environment happy-dom
// An address falls into its parts when it is pasted; a position is measured, and who refuses it is told what to do.
import { type JsonObject, readForm } from "@bihuan/core";
import { setLanguage } from "@bihuan/i18n";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FormFields, RELATIONS, useFormState } from "../src/index.ts";

beforeEach(() => setLanguage("zh"));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const FORM = readForm(
  {
    form: "visit",
    label: { zh: "上门" },
    fields: [
      { key: "where", kind: "address", label: { zh: "地址" } },
      { key: "at", kind: "gps_point", label: { zh: "位置" }, max_accuracy: 50 },
      { key: "mark", kind: "gps_point", label: { zh: "坐标" }, allow_typed: true },
    ],
  } as unknown as JsonObject,
  RELATIONS,
);
let sent: JsonObject = {};

function Visit() {
  const state = useFormState({ form: FORM, zone: "Asia/Shanghai" });
  sent = state.changes as JsonObject;
  return <FormFields state={state} />;
}

type Answer = (found: (at: object) => void, failed: (fault: object) => void) => void;

function measuring(getCurrentPosition: Answer) {
  vi.stubGlobal("navigator", { ...globalThis.navigator, geolocation: { getCurrentPosition } });
}

async function press() {
  const [button] = await screen.findAllByRole("button", { name: "获取当前位置" });
  if (button) fireEvent.click(button);
}

test("a line that is pasted falls into its parts", async () => {
  render(<Visit />);
  const street = await screen.findByLabelText("街道、门牌");
  fireEvent.paste(street, { clipboardData: { getData: () => "江苏省苏州市姑苏区人民路1号" } });
  expect(sent.where).toEqual({ province: "江苏省", city: "苏州市", district: "姑苏区", street: "人民路1号" });
  expect((screen.getByLabelText("市") as HTMLInputElement).value).toBe("苏州市");
});

test("a position is taken with how exact it is and when", async () => {
  measuring((found) =>
    found({ coords: { latitude: 31.29891234, longitude: 120.5853, accuracy: 11.2 }, timestamp: 1_767_000_000_000 }),
  );
  render(<Visit />);
  await press();
  expect(sent.at).toEqual({ lat: "31.298912", lng: "120.585300", accuracy: 12, at: 1_767_000_000_000 });
  expect(screen.getByText(/精度约 12 米/).textContent).toContain("测得");
});

test("what is too inexact is refused in words", async () => {
  measuring((found) =>
    found({ coords: { latitude: 31, longitude: 120, accuracy: 900 }, timestamp: 1_767_000_000_000 }),
  );
  render(<Visit />);
  await press();
  expect(screen.getByText(/精度为 900 米，要求 50 米以内/)).toBeTruthy();
});

test("who refused the permission is told where to give it; it can be typed only where that is allowed", async () => {
  measuring((_found, failed) => failed({ code: 1 }));
  render(<Visit />);
  await press();
  expect(screen.getByRole("alert").textContent).toContain("允许“位置”");
  expect(screen.getAllByPlaceholderText(/纬度, 经度/).length).toBe(1);
  fireEvent.change(screen.getByPlaceholderText(/纬度, 经度/), { target: { value: "31.2989, 120.5853" } });
  expect(sent.mark).toBe("31.2989, 120.5853");
});
