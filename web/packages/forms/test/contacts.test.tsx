// @vitest-environment happy-dom
// Phones, mail, web addresses and identity cards: one click leads where they point, and a card is not read in passing.
import { type JsonObject, readForm } from "@bihuan/core";
import { setLanguage } from "@bihuan/i18n";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FieldValue, FormFields, RELATIONS, useFormState } from "../src/index.ts";

beforeEach(() => setLanguage("zh"));
afterEach(cleanup);

const KINDS = { tel: "phone", mail: "email", site: "url", card: "id_card" };
const FORM = readForm(
  {
    form: "f",
    label: { zh: "F" },
    fields: Object.entries(KINDS).map(([key, kind]) => ({ key, kind, label: { zh: key } })),
  } as unknown as JsonObject,
  RELATIONS,
);

function Filling() {
  return <FormFields state={useFormState({ form: FORM, zone: "Asia/Shanghai" })} />;
}

async function type(key: string, value: string): Promise<void> {
  fireEvent.change(await screen.findByLabelText(key), { target: { value } });
}

test("what was typed leads to the call, the letter and the page", async () => {
  render(<Filling />);
  await type("tel", "+86 138-1234-5678");
  await type("mail", "张工 <zhang@example.com>");
  await type("site", "example.com/a");
  const leads = (name: string) => screen.getByRole("link", { name }).getAttribute("href");
  expect(leads("拨打")).toBe("tel:+8613812345678");
  expect(leads("写邮件")).toBe("mailto:zhang@example.com");
  expect(leads("打开网页")).toBe("https://example.com/a");
  expect(screen.getByRole("link", { name: "打开网页" }).getAttribute("rel")).toBe("noopener noreferrer");
});

test("nothing leads anywhere while it is not right", async () => {
  render(<Filling />);
  await type("tel", "6888");
  await type("site", "javascript:alert(1)");
  expect(screen.queryByRole("link")).toBeNull();
});

test("an identity card's number says when somebody was born", async () => {
  render(<Filling />);
  await type("card", "110101199003078515");
  expect(screen.getByText("1990-03-07 · 男")).toBeTruthy();
});

function shown(key: string, value: string) {
  const field = FORM.fields.get(key);
  if (field) render(<FieldValue field={field} value={value} zone="Asia/Shanghai" />);
}

test("a stored card is covered until it is asked for; what came masked stays so", async () => {
  shown("card", "110101199003078515");
  expect(await screen.findByText("1****************5")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "显示" }));
  expect(screen.getByText("110101199003078515")).toBeTruthy();
  cleanup();
  shown("card", "1****5");
  expect(await screen.findByText("1****5")).toBeTruthy();
  expect(screen.queryByRole("button")).toBeNull();
});

test("a stored number is shown in groups and is called by a click; a masked one is not", () => {
  shown("tel", "051268881234x8001");
  const link = screen.getByRole("link", { name: "0512-68881234 转 8001" });
  expect(link.getAttribute("href")).toBe("tel:051268881234,8001");
  cleanup();
  shown("tel", "138****5678");
  shown("mail", "z****@example.com");
  expect(screen.queryByRole("link")).toBeNull();
});
