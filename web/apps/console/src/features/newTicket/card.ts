// A customer's card as the server sends it, and what follows from it without asking again.
import type { JsonObject } from "@bihuan/core";
import { type Caller, NOBODY, type Parties } from "./core.ts";

export interface Contact {
  id: string;
  name: string | null;
  phone: string | null;
  position: string | null;
  main: boolean | null;
  matched?: boolean;
}

export interface Site {
  id: string;
  name: string | null;
  address: string | null;
}

export interface CardDevice {
  id: string;
  name: string | null;
  sn: string | null;
  code: string | null;
  model: string | null;
  category: string | null;
  site: string | null;
  warranty_until: string | null;
}

export interface Contract {
  id: string;
  number: string | null;
  name: string | null;
  valid_to: string | null;
  in_force: boolean | null;
  cover: { all?: boolean; devices?: string[]; categories?: string[]; sites?: string[] } | null;
}

export interface CardTicket {
  id: string;
  number: string;
  title: string | null;
  type: string;
  category: string;
  created_at: number;
}

export interface Card {
  customer: { id: string; name: string | null; code: string | null; level: string | null };
  contacts: Contact[];
  sites: Site[];
  contracts: Contract[];
  devices?: CardDevice[];
  open_tickets?: CardTicket[];
}

export type Cover =
  | { by: "contract"; number: string; until: string }
  | { by: "warranty"; until: string }
  | { by: "none" }
  | { by: "unknown" };

/** What pays for work on a device: the contract that runs and covers it, else its warranty on that day (YYYY-MM-DD). */
export function coverOf(device: CardDevice, contracts: readonly Contract[], today: string): Cover {
  const contract = contracts.find((each) => each.in_force && covers(each.cover, device));
  if (contract) return { by: "contract", number: contract.number ?? "", until: contract.valid_to ?? "" };
  if (device.warranty_until === null) return { by: "unknown" };
  return device.warranty_until >= today ? { by: "warranty", until: device.warranty_until } : { by: "none" };
}

function covers(cover: Contract["cover"], device: CardDevice): boolean {
  if (!cover) return false;
  const has = (list: string[] | undefined, value: string | null) => value !== null && (list ?? []).includes(value);
  return Boolean(
    cover.all ||
      has(cover.devices, device.id) ||
      has(cover.categories, device.category) ||
      has(cover.sites, device.site),
  );
}

/** What a card settles by itself: the contact who has the number, and a site that is the only one. */
export function settled(card: Card): Parties {
  const matched = card.contacts.filter((contact) => contact.matched);
  const site = card.sites.length === 1 ? (card.sites[0]?.id ?? null) : null;
  const contact = matched.length === 1 ? (matched[0]?.id ?? null) : null;
  return { ...NOBODY, customer: card.customer.id, contact, site };
}

/** What of a form is known before it is filled in, by the names that the ready types give their fields. */
export function knownOf(known: { caller: Caller; device: CardDevice | undefined }, asked: (key: string) => boolean) {
  const { caller, device } = known;
  const found: JsonObject = { contact_name: caller.name, phone: caller.phone, sn: device?.sn ?? "" };
  return Object.fromEntries(Object.entries(found).filter(([key, value]) => value && asked(key)));
}
