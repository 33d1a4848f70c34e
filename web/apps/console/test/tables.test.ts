import { describe, expect, it } from "vitest";
import { exportAddress } from "../src/features/tables/exportAddress.ts";
import { numberText } from "../src/features/tables/numbers.ts";

describe("tables", () => {
  it("takes away what is looked at: the bin, the filter and the order of the view", () => {
    const view = { key: "v", label: {}, layout: "list" as const, filter: { all: [] }, sort: "-amount" };
    const asked = new URL(exportAddress("contracts", "恒锐&x", true, view), "http://house").searchParams;
    expect(Object.fromEntries(asked)).toEqual({
      format: "xlsx",
      q: "恒锐&x",
      archived: "true",
      filter: '{"all":[]}',
      sort: "-amount",
    });
    expect(exportAddress("contracts", "", false, undefined)).toMatch(/contracts\/export\?format=xlsx&q=$/);
  });

  it("says numbers with their thousands, and amounts in their currency, exactly as written", () => {
    const plain = { currency: null, unit: null };
    expect(numberText(plain, "1234567.80", "zh")).toBe("1,234,567.80");
    expect(numberText({ ...plain, currency: "CNY" }, "36000.00", "zh")).toBe("¥36,000.00");
    expect(numberText({ ...plain, currency: "JPY" }, "-1200", "en")).toBe("JPY -1,200");
    expect(numberText({ ...plain, unit: { zh: "人", en: "people" } }, 12, "zh")).toBe("12 人");
  });
});
