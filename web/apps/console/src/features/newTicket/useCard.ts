import { api, type NewTicket, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Card, CardTicket } from "./card.ts";
import type { Caller } from "./core.ts";

const TYPING_MS = 250;
/** Shorter numbers are still being typed. */
const LEAST_DIGITS = 7;
const RECENT = 5;
const ENDED = ["resolved", "closed", "cancelled"];

/** Who may be calling from a number: nothing until it is whole. */
export function useLookup(phone: string) {
  const client = useQueryClient();
  const [settled, setSettled] = useState("");
  const digits = phone.replace(/\D/g, "");
  useEffect(() => {
    const timer = setTimeout(() => setSettled(digits), TYPING_MS);
    return () => clearTimeout(timer);
  }, [digits]);
  return useQuery({
    queryKey: ["lookup", settled],
    queryFn: async () => {
      const found = await unwrap(api.GET("/api/v1/customers/lookup", { params: { query: { phone: settled } } }));
      const cards = found.cards as unknown as Card[];
      for (const card of cards) client.setQueryData(["card", card.customer.id], card);
      return { cards };
    },
    enabled: settled.length >= LEAST_DIGITS,
    retry: false,
  });
}

/** A customer who was named rather than found by a number. */
export function useCard(customer: string | null) {
  return useQuery({
    queryKey: ["card", customer],
    queryFn: async () => {
      const path = { record_id: customer ?? "" };
      return (await unwrap(api.GET("/api/v1/customers/{record_id}/card", { params: { path } }))) as unknown as Card;
    },
    enabled: customer !== null,
    staleTime: 30_000,
    retry: false,
  });
}

/** What was done for a customer lately. */
export function useRecent(customer: string) {
  return useQuery({
    queryKey: ["recent", customer],
    queryFn: async () => {
      const condition = [
        { op: "eq", left: { field: "customer" }, right: customer },
        { op: "in", left: { field: "category" }, right: ENDED },
      ];
      const query = { filter: JSON.stringify({ all: condition }), limit: RECENT, sort: "-created_at" };
      const page = await unwrap(api.GET("/api/v1/tickets", { params: { query } }));
      return page.items as unknown as CardTicket[];
    },
    retry: false,
  });
}

export interface Newcomer {
  company: string;
  customer: string | null;
  name: string;
  phone: string;
}

/** Keep a caller whom nobody knew: the company unless it is known, and him as its contact. */
export function useKeep() {
  const client = useQueryClient();
  return useCommand({
    mutationFn: async ({ company, customer, name, phone }: Newcomer) => {
      const owner = customer ?? (await unwrap(api.POST("/api/v1/customers", { body: { name: company || name } }))).id;
      const path = { parent_id: owner };
      const body = { name, phone };
      const made = await unwrap(api.POST("/api/v1/customers/{parent_id}/contacts", { params: { path }, body }));
      return { customer: owner, contact: made.id };
    },
    onSuccess: () =>
      Promise.all(["lookup", "card", "parties"].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}

/** The ticket, whose submitter is whoever called: links, acceptance and rating are his then. */
export async function createFor(caller: Caller | null, body: NewTicket) {
  if (!caller || !(body.contact || caller.phone)) return unwrap(api.POST("/api/v1/tickets", { body }));
  const who = { ...caller, contact: body.contact ?? null };
  const guest = await unwrap(api.POST("/api/v1/portal/guests", { body: who }));
  return unwrap(api.POST("/api/v1/tickets", { body: { ...body, submitter: guest.id } }));
}
