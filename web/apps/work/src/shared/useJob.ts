// Everything of one job, each part read and kept by itself, so that a card is whole on the phone.
import { api, type Ticket, unwrap } from "@bihuan/api";
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { formQuery, typesQuery } from "./lookups.ts";

/** What the contract leaves open of a customer's card, as far as this app shows it. */
export interface CustomerCard {
  customer: { name?: string | null };
  contacts: { id: string; name?: string | null; phone?: string | null; main?: boolean | null }[];
  sites: { id: string; name?: string | null; address?: string | null; point?: unknown; fence?: unknown }[];
}

export interface DeviceCard {
  device: Partial<Record<"id" | "name" | "model" | "sn" | "place" | "code" | "customer" | "site", string | null>>;
  cover: { warranty: boolean; contracts: { name?: string | null }[] };
}

const KEPT_MS = 5 * 60_000;
const RECENT = 6;
/** Somebody else may move a job on while it is looked at. */
const LOOKED_AT_MS = 30_000;

export const ticketQuery = (key: string) =>
  queryOptions({
    queryKey: ["ticket", key],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}", { params: { path: { key } } })),
    refetchInterval: LOOKED_AT_MS,
  });

export const clocksQuery = (ticket: string) =>
  queryOptions({
    queryKey: ["clocks", ticket],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/clocks", { params: { path: { key: ticket } } })),
  });

export const customerQuery = (customer: string | null | undefined) =>
  queryOptions({
    queryKey: ["customer", customer],
    queryFn: async () => {
      const path = { record_id: customer ?? "" };
      const card: unknown = await unwrap(api.GET("/api/v1/customers/{record_id}/card", { params: { path } }));
      return card as CustomerCard;
    },
    enabled: Boolean(customer),
    staleTime: KEPT_MS,
    retry: false,
  });

export const deviceQuery = (device: string | null | undefined) =>
  queryOptions({
    queryKey: ["device", device],
    queryFn: async () => {
      const path = { record_id: device ?? "" };
      const found: unknown = await unwrap(api.GET("/api/v1/devices/{record_id}", { params: { path } }));
      return found as DeviceCard;
    },
    enabled: Boolean(device),
    staleTime: KEPT_MS,
    retry: false,
  });

/** The tickets of a device, newest first, as far as this person may see them. */
export const historyQuery = (device: string | null | undefined) =>
  queryOptions({
    queryKey: ["tickets", "device", device],
    queryFn: async () => {
      const filter = JSON.stringify({ op: "eq", left: { field: "device" }, right: device });
      const query = { filter, sort: "-created_at", limit: RECENT };
      return (await unwrap(api.GET("/api/v1/tickets", { params: { query } }))).items;
    },
    enabled: Boolean(device),
    staleTime: KEPT_MS,
  });

/** Read a job's card before it is needed, so that it opens where there is no network; anew when it has changed. */
export async function fetchJob(client: QueryClient, key: string, version: number | undefined): Promise<Ticket> {
  const kept = client.getQueryData(ticketQuery(key).queryKey);
  const ticket = kept && kept.version === version ? kept : await client.fetchQuery(ticketQuery(key));
  const { customer, device } = ticket;
  await Promise.allSettled([
    prefetchForm(client, ticket),
    client.prefetchQuery({ ...clocksQuery(ticket.id), staleTime: KEPT_MS }),
    customer && client.prefetchQuery(customerQuery(customer)),
    device && client.prefetchQuery(deviceQuery(device)),
    device && client.prefetchQuery(historyQuery(device)),
  ]);
  return ticket;
}

/** What its steps are filled in on. */
async function prefetchForm(client: QueryClient, { type, form_version }: Ticket): Promise<void> {
  const types = await client.ensureQueryData(typesQuery);
  const form = types.find((one) => one.key === type)?.form;
  if (form) await client.prefetchQuery(formQuery(form, typeof form_version === "number" ? form_version : null));
}
