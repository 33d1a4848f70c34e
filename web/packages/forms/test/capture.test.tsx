// @vitest-environment happy-dom
// A photo that must be taken now, with its watermark; a recording made in the form.
import { type JsonObject, readForm } from "@bihuan/core";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { linesOf } from "../src/capture/watermark.ts";
import { FormFields, RELATIONS, useFormState } from "../src/index.ts";

afterEach(cleanup);

function Shown({ settings }: { settings: JsonObject }) {
  const field = { key: "shots", kind: "files", label: { zh: "现场照片" }, ...settings };
  const form = readForm({ form: "f", label: { zh: "表" }, fields: [field] } as unknown as JsonObject, RELATIONS);
  return <FormFields state={useFormState({ form, zone: "Asia/Shanghai" })} />;
}

test("a watermark says when, where and who; without a place it says so", () => {
  const stamp = { language: "zh", zone: "Asia/Shanghai", person: "李工", unknownPlace: "位置未知" } as const;
  const at = Date.UTC(2026, 4, 1, 1, 30);
  const place = { latitude: 31.2304, longitude: 121.4737, accuracy: 12.4 } as GeolocationCoordinates;
  const [when, where, who] = linesOf(stamp, at, place);
  expect(when).toMatch(/9:30|09:30/);
  expect([where, who]).toEqual(["31.23040, 121.47370 ±12 m", "李工"]);
  expect(linesOf({ ...stamp, person: "" }, at, null).slice(1)).toEqual(["位置未知"]);
});

test("where a photo must be taken now, the picker opens the camera and the form says so", () => {
  render(<Shown settings={{ accept: ["photo"], camera: true, watermark: true }} />);
  const picker = document.querySelector("input[type=file]");
  expect(picker?.getAttribute("capture")).toBe("environment");
  expect(screen.getByText(/none from the album/)).toBeTruthy();
  expect(screen.getByText(/printed into the photo/)).toBeTruthy();
});

test("a field for recordings has a recorder beside the picker, one for photos has none", async () => {
  render(<Shown settings={{ accept: ["audio"] }} />);
  expect(await screen.findByRole("button", { name: "Record" })).toBeTruthy();
  cleanup();
  render(<Shown settings={{ accept: ["photo"] }} />);
  expect(screen.queryByRole("button", { name: "Record" })).toBeNull();
  expect(document.querySelector("input[type=file]")?.hasAttribute("capture")).toBe(false);
});

test("a scanned code is typed too, unless the field says no; a misread number of goods is told at once", async () => {
  const shown = (settings: JsonObject) => <Shown settings={{ kind: "scan", label: { zh: "条码" }, ...settings }} />;
  render(shown({ gtin: true }));
  const box = (await screen.findByLabelText("条码")) as HTMLInputElement;
  fireEvent.change(box, { target: { value: "6901234567893" } });
  expect(await screen.findByRole("alert")).toBeTruthy();
  fireEvent.change(box, { target: { value: "6901234567892" } });
  expect(screen.queryByRole("alert")).toBeNull();
  expect(screen.getByRole("button", { name: "Read from a photo" })).toBeTruthy();
  cleanup();
  render(shown({ typed: false }));
  expect(((await screen.findByLabelText("条码")) as HTMLInputElement).readOnly).toBe(true);
});
