import { api, type Ticket, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

export type LinkKind = "relates" | "causes" | "caused_by" | "blocks" | "blocked_by" | "parent" | "child";
export const LINK_KINDS: readonly LinkKind[] = [
  "relates",
  "caused_by",
  "causes",
  "blocked_by",
  "blocks",
  "child",
  "parent",
];

/** A report as far as it is written. */
export interface Draft {
  title: string;
  description: string;
  device: string | null;
  customer: string | null;
}

const TYPING_MS = 500;
const LEAST_LETTERS = 2;

export function useLinks(ticket: Ticket) {
  const key = ticket.number;
  return useQuery({
    queryKey: ["links", key, ticket.version],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/links", { params: { path: { key } } })),
    placeholderData: (before) => before,
    retry: false,
  });
}

/** Tickets that this one may repeat; asked only while it is open. */
export function useDuplicates(ticket: Ticket, wanted: boolean) {
  const key = ticket.number;
  return useQuery({
    queryKey: ["duplicates", key, ticket.version],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/duplicates", { params: { path: { key } } })),
    placeholderData: (before) => before,
    enabled: wanted,
    retry: false,
  });
}

/** The same for a report that is being written, once its writer pauses. */
export function useHint({ title, description, device, customer }: Draft) {
  const settled = useSettled({ title, description, device, customer });
  const says = settled.title.trim().length >= LEAST_LETTERS || settled.device !== null;
  return useQuery({
    queryKey: ["hint", settled],
    queryFn: () => unwrap(api.POST("/api/v1/tickets/duplicates", { body: settled })),
    placeholderData: (before) => before,
    enabled: says,
    retry: false,
  });
}

/** A ticket on the card of a customer or device. */
export interface OpenTicket {
  id: string;
  number: string;
  title: string | null;
  category: string;
  created_at: number;
}

/** What is open for a device, or else for the customer. */
export function useOpenTickets({ device, customer }: Draft) {
  return useQuery({
    queryKey: ["open-tickets", device, customer],
    queryFn: async () => {
      const page: Record<string, unknown> = device
        ? await unwrap(api.GET("/api/v1/devices/{record_id}", { params: { path: { record_id: device } } }))
        : await unwrap(
            api.GET("/api/v1/customers/{record_id}/card", { params: { path: { record_id: customer ?? "" } } }),
          );
      return (page.open_tickets ?? []) as OpenTicket[];
    },
    enabled: Boolean(device ?? customer),
    retry: false,
  });
}

/** Tickets that a text finds, for choosing one. */
export function useTicketSearch(text: string) {
  const q = useSettled(text.trim());
  return useQuery({
    queryKey: ["ticket-search", q],
    queryFn: () => unwrap(api.GET("/api/v1/tickets", { params: { query: { q, limit: 8 } } })),
    select: (page) => page.items,
    enabled: q.length >= LEAST_LETTERS,
    retry: false,
  });
}

export function useMergePreview(key: string, into: string | null) {
  return useQuery({
    queryKey: ["merge-preview", key, into],
    queryFn: () =>
      unwrap(
        api.POST("/api/v1/tickets/{key}/merge/preview", { params: { path: { key } }, body: { into: into ?? "" } }),
      ),
    enabled: into !== null,
    retry: false,
    gcTime: 0,
  });
}

/** After a command several tickets have changed: whatever shows them is read anew. */
function useAfter() {
  const client = useQueryClient();
  const names = ["ticket", "tickets", "tasks", "trace", "links", "duplicates"];
  return { onSuccess: () => Promise.all(names.map((name) => client.invalidateQueries({ queryKey: [name] }))) };
}

export function useMerge(key: string) {
  return useCommand({
    mutationFn: (body: { into: string; reason: string }) =>
      unwrap(api.POST("/api/v1/tickets/{key}/merge", { params: { path: { key } }, body })),
    ...useAfter(),
  });
}

export function useUnmerge(key: string) {
  return useCommand({
    mutationFn: (body: { reason: string }) =>
      unwrap(api.POST("/api/v1/tickets/{key}/unmerge", { params: { path: { key } }, body })),
    ...useAfter(),
  });
}

export interface Tie {
  link: LinkKind;
  other: string;
}

export function useLink(key: string) {
  return useCommand({
    mutationFn: (tie: Tie) =>
      unwrap(api.PUT("/api/v1/tickets/{key}/links/{link}/{other}", { params: { path: { key, ...tie } } })),
    ...useAfter(),
  });
}

export function useUnlink(key: string) {
  return useCommand({
    mutationFn: (tie: Tie) =>
      unwrap(api.DELETE("/api/v1/tickets/{key}/links/{link}/{other}", { params: { path: { key, ...tie } } })),
    ...useAfter(),
  });
}

export interface SplitBody {
  title: string;
  description: string;
  notes: string[];
  files: string[];
}

export function useSplit(key: string) {
  return useCommand({
    mutationFn: (body: SplitBody) =>
      unwrap(api.POST("/api/v1/tickets/{key}/split", { params: { path: { key } }, body })),
    ...useAfter(),
  });
}

/** A value once it has not changed for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  const written = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(written) as T), TYPING_MS);
    return () => clearTimeout(timer);
  }, [written]);
  return settled;
}
