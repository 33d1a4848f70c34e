import { describe, expect, it } from "vitest";
import {
  type Card,
  type CardDevice,
  type Contract,
  coverOf,
  knownOf,
  settled,
} from "../src/features/newTicket/card.ts";

const DEVICE: CardDevice = {
  id: "d1",
  name: "主轴电机",
  sn: "XX-8892",
  code: null,
  model: null,
  category: "motor",
  site: "s1",
  warranty_until: "2026-11-22",
};

function contract(more: Partial<Contract>): Contract {
  return { id: "c", number: "HR-1", name: null, valid_to: "2027-05-06", in_force: true, cover: { all: true }, ...more };
}

describe("cover of a device", () => {
  it("is the contract that runs and names it, its kind or its site", () => {
    for (const cover of [{ all: true }, { devices: ["d1"] }, { categories: ["motor"] }, { sites: ["s1"] }])
      expect(coverOf(DEVICE, [contract({ cover })], "2026-11-23")).toMatchObject({ by: "contract", number: "HR-1" });
  });

  it("is the warranty up to its last day, when no contract counts", () => {
    const others = [contract({ in_force: false }), contract({ cover: { devices: ["d2"] } }), contract({ cover: null })];
    expect(coverOf(DEVICE, others, "2026-11-22")).toEqual({ by: "warranty", until: "2026-11-22" });
    expect(coverOf(DEVICE, others, "2026-11-23")).toEqual({ by: "none" });
    expect(coverOf({ ...DEVICE, warranty_until: null }, [], "2026-11-23")).toEqual({ by: "unknown" });
  });
});

describe("a card", () => {
  const contact = (id: string, matched: boolean) => ({
    id,
    name: id,
    phone: null,
    position: null,
    main: null,
    matched,
  });
  const card = (contacts: Card["contacts"], sites: string[]): Card => ({
    customer: { id: "k", name: "K", code: null, level: null },
    contacts,
    sites: sites.map((id) => ({ id, name: id, address: null })),
    contracts: [],
  });

  it("settles whoever has the number and an only site, and guesses nothing", () => {
    expect(settled(card([contact("a", true), contact("b", false)], ["s"]))).toMatchObject({ contact: "a", site: "s" });
    const many = card([contact("a", true), contact("b", true)], ["s", "z"]);
    expect(settled(many)).toEqual({ customer: "k", contact: null, site: null, device: null });
  });

  it("fills what the form asks for, and only what is known", () => {
    const known = { caller: { phone: "138", name: "" }, device: DEVICE };
    expect(knownOf(known, () => true)).toEqual({ phone: "138", sn: "XX-8892" });
    expect(knownOf(known, (key) => key === "sn")).toEqual({ sn: "XX-8892" });
  });
});
