import { type JsonObject, readForm } from "@bihuan/core";
import { expect, test } from "vitest";
import {
  changesSinceMine,
  isUnchanged,
  keyFields,
  type Offer,
  RELATIONS,
  whyApart,
  writtenLater,
} from "../src/index.ts";

const field = (key: string, kind: string, more: object = {}) => ({ key, kind, label: { zh: key }, ...more });
const FORM = readForm(
  {
    form: "purchase",
    label: { zh: "采购" },
    fields: [
      field("why", "long_text"),
      field("shop", "text"),
      field("urgent", "choice", { options: ["yes", "no"] }),
      field("until", "date_time", { show: { op: "eq", left: { field: "urgent" }, right: "yes" } }),
      field("total", "amount", { currency: "CNY" }),
      field("result", "long_text"),
    ],
  } as unknown as JsonObject,
  RELATIONS,
);
const VALUES = { why: "旧的坏了", shop: "王记", urgent: "yes", until: 1_796_000_000_000, total: "1200", result: "" };

test("money comes first, then what other fields depend on; what says nothing or is hidden is left out", () => {
  expect(keyFields(FORM, { "*": "read" }, VALUES)).toEqual(["total", "urgent", "until", "shop", "why"]);
  expect(keyFields(FORM, { "*": "read", total: "hidden" }, VALUES, new Set(), 2)).toEqual(["urgent", "until"]);
});

test("what was filled in after the report is looked at before what was reported", () => {
  const events = [
    { type: "TicketChanged", what: { data: { result: "已更换" } } },
    { type: "VoteCast", what: { data: { shop: "x" } } },
  ];
  const written = writtenLater(events);
  expect([...written]).toEqual(["result"]);
  const order = keyFields(FORM, { "*": "read" }, { ...VALUES, result: "已更换" }, written);
  expect(order.indexOf("result")).toBeLessThan(order.indexOf("shop"));
});

const AGREE: Offer = { key: "agree", form: {}, signature: "none", evidence: {}, targets: [], needs_person: false };

test("what asks for more than an opinion is decided by itself", () => {
  expect(whyApart(AGREE, {})).toBeNull();
  expect(whyApart(undefined, {})).toBe("closed");
  expect(whyApart({ ...AGREE, signature: "required" }, {})).toBe("signature");
  expect(whyApart({ ...AGREE, evidence: { photo: 1 } }, {})).toBe("evidence");
  expect(whyApart({ ...AGREE, targets: ["start"] }, {})).toBe("people");
  expect(whyApart({ ...AGREE, needs_person: true }, {})).toBe("people");
  const filled = { ...AGREE, form: { "*": "read", total: "required" } };
  expect(whyApart(filled, {})).toBe("fields");
  expect(whyApart(filled, { total: "5" })).toBeNull();
});

test("who is asked again sees what is new since he decided himself; of others' tasks nothing is said", () => {
  const fields = [{ key: "total", before: "100.00", now: "900.00" }];
  const same = { fields: [], evidence: false, ways: false };
  const mine = { actions: [{}], asked_again: { ...same, fields } };
  const changes = [{ field: "total", before: "100.00", after: "900.00" }];
  expect(changesSinceMine([{ actions: [{}] }, mine])).toEqual({ changes, evidence: false, ways: false });
  expect(changesSinceMine([{ ...mine, actions: [] }])).toBeNull();
  const told = (what: object) => changesSinceMine([{ actions: [{}], asked_again: { ...same, ...what } }]);
  expect(told({})).toSatisfy(isUnchanged);
  // Other evidence or another branch is something new, though every field stands as it stood.
  for (const what of [{ evidence: true }, { ways: true }]) expect(told(what)).not.toSatisfy(isUnchanged);
});
