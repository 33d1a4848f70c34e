// @vitest-environment happy-dom
// A customer, what is his, and another ticket: found by typing, filled in from, opened.
import { type JsonObject, readForm } from "@bihuan/core";
import { setLanguage } from "@bihuan/i18n";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FormFields, type FormServices, FormServicesContext, RELATIONS, useFormState } from "../src/index.ts";

beforeEach(() => setLanguage("zh"));
afterEach(cleanup);

const FORM = readForm(
  {
    form: "visit",
    label: { zh: "上门" },
    fields: [
      { key: "client", kind: "customer", label: { zh: "客户" } },
      { key: "phone", kind: "text", label: { zh: "电话" }, fill: "client.phone" },
      { key: "talk_to", kind: "contact", of: "client", label: { zh: "联系人" } },
      { key: "like", kind: "ticket", label: { zh: "关联工单" } },
    ],
  } as unknown as JsonObject,
  RELATIONS,
);
const KNOWN: Record<string, { id: string; title: string; about: string; facts: Record<string, string> }> = {
  customer: { id: "c1", title: "恒锐机电", about: "K-1", facts: { id: "c1", phone: "13811112222" } },
  contact: { id: "p1", title: "钱女士", about: "138****2222", facts: { id: "p1" } },
  ticket: { id: "t1", title: "WX-1 漏水", about: "处理中", facts: { id: "t1" } },
};
let asked: [string, string, string][] = [];

const SERVICES: FormServices = {
  upload: () => Promise.reject(new Error("none")),
  references: () => null,
  lookUp: () => Promise.reject(new Error("none")),
  things: {
    find: async (kind, text, of) => {
      asked.push([kind, text, of]);
      const known = KNOWN[kind];
      return known ? [known] : [];
    },
    one: async (kind) => KNOWN[kind] ?? null,
    href: (kind, id) => (kind === "ticket" ? `/tickets/${id}` : null),
  },
};

function Visit({ services }: { services: FormServices }) {
  const state = useFormState({ form: FORM, zone: "Asia/Shanghai" });
  return (
    <FormServicesContext value={services}>
      <FormFields state={state} />
    </FormServicesContext>
  );
}

async function choose(label: string, option: RegExp) {
  fireEvent.focus(await screen.findByRole("combobox", { name: label }));
  fireEvent.pointerDown(await screen.findByRole("option", { name: option }));
}

test("a customer fills in his number, and contacts are then looked for among his", async () => {
  asked = [];
  render(<Visit services={SERVICES} />);
  await choose("客户", /恒锐机电/);
  expect(((await screen.findByLabelText("电话")) as HTMLInputElement).value).toBe("13811112222");
  await choose("联系人", /钱女士/);
  expect(asked.filter(([kind]) => kind === "contact")).toEqual([["contact", "", "c1"]]);
});

test("a linked ticket says how it stands and opens", async () => {
  render(<Visit services={SERVICES} />);
  await choose("关联工单", /WX-1 漏水/);
  expect(await screen.findByText("处理中")).toBeTruthy();
  expect(screen.getByRole("link", { name: "打开" }).getAttribute("href")).toBe("/tickets/t1");
});

test("who is outside of the company looks nothing up in it", async () => {
  const { things: _, ...outside } = SERVICES;
  render(<Visit services={outside} />);
  expect((await screen.findAllByText("由工作人员填写")).length).toBe(3);
  expect(screen.queryByRole("combobox")).toBeNull();
});
