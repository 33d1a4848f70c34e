// @vitest-environment happy-dom
// Switches, and consent to a text: ticked by hand only, with the text's version and the moment.
import { consentVersion, type JsonObject, readForm } from "@bihuan/core";
import { setLanguage } from "@bihuan/i18n";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FieldValue, FormFields, type FormState, RELATIONS, useFormState } from "../src/index.ts";

beforeEach(() => setLanguage("zh"));
afterEach(cleanup);

const formOf = (text: string) =>
  readForm(
    {
      form: "f",
      label: { zh: "F" },
      fields: [
        { key: "power", kind: "switch", label: { zh: "电源" }, on: { zh: "已断电" }, off: { zh: "未断电" } },
        { key: "agree", kind: "consent", label: { zh: "隐私说明" }, text: { zh: text, en: "Photos." } },
      ],
    } as unknown as JsonObject,
    RELATIONS,
  );
const FORM = formOf("照片只用于维修。");
let state: FormState;

function Filling({ form = FORM, stored = {} }: { form?: typeof FORM; stored?: JsonObject }) {
  state = useFormState({ form, stored, zone: "Asia/Shanghai" });
  return <FormFields state={state} />;
}

test("a switch is off and answered before anybody touches it, and says how it stands", async () => {
  render(<Filling />);
  const power = await screen.findByRole("switch", { name: "电源" });
  expect(state.evaluation.values.power).toBe(false);
  expect(screen.getByText("未断电")).toBeTruthy();
  fireEvent.click(power);
  expect(state.changes.power).toBe(true);
  expect(power.getAttribute("aria-checked")).toBe("true");
  expect(screen.getByText("已断电")).toBeTruthy();
  fireEvent.click(power);
  expect(state.changes.power).toBe(false);
});

test("consent is missing until it is ticked, and takes its text's version and the moment along", async () => {
  render(<Filling />);
  expect(await screen.findByText("照片只用于维修。")).toBeTruthy();
  expect(state.evaluation.errors.map(({ code }) => code)).toEqual(["form.consent_missing"]);
  const before = Date.now();
  fireEvent.click(screen.getByRole("checkbox", { name: /我已阅读并同意/ }));
  const given = state.evaluation.values.agree as { id: string; at: number };
  const field = FORM.fields.get("agree");
  expect(given.id).toBe(field && consentVersion(field));
  expect(given.at).toBeGreaterThanOrEqual(before);
  expect(state.evaluation.errors).toEqual([]);
  fireEvent.click(screen.getByRole("checkbox", { name: /我已阅读并同意/ }));
  expect(state.changes.agree).toBeNull();
});

test("another text is another version; what was given to the former one stands", async () => {
  const field = FORM.fields.get("agree");
  const given = { id: field ? consentVersion(field) : "", at: Date.now() - 1_000 };
  const newer = formOf("照片用于维修和培训。");
  const changed = newer.fields.get("agree");
  expect(changed && consentVersion(changed)).not.toBe(given.id);
  render(<Filling form={newer} stored={{ agree: given }} />);
  await screen.findByText("照片用于维修和培训。");
  expect(state.evaluation.errors).toEqual([]);
});

test("both are shown in words, the moment by the company's clock", async () => {
  const shown = [
    ["power", true, "已断电"],
    ["agree", { id: "3f2a9c0100000000", at: 1_767_000_000_000 }, "已同意 · 2025-12-29 17:20"],
  ] as const;
  for (const [key, value, text] of shown) {
    const field = FORM.fields.get(key);
    if (field) render(<FieldValue field={field} value={value} zone="Asia/Shanghai" />);
    expect(await screen.findByText(text)).toBeTruthy();
  }
});
