import { api, unwrap } from "@bihuan/api";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

export interface Found {
  id: string;
  name: string;
  about: string;
  customer: string | null;
  site: string | null;
}

const TYPING_MS = 300;
const MOST = 8;

/** Devices or customers that a text finds; the newest ones while nothing is typed. */
export function useParties(kind: "device" | "customer", text: string, wanted: boolean) {
  const q = useSettled(text.trim());
  return useQuery({
    queryKey: ["parties", kind, q],
    queryFn: () => (kind === "device" ? devices(q) : customers(q)),
    placeholderData: (before) => before,
    enabled: wanted,
    retry: false,
  });
}

async function devices(q: string): Promise<Found[]> {
  const page = await unwrap(api.GET("/api/v1/devices", { params: { query: { q, limit: MOST } } }));
  return page.items.map(({ id, name, sn, customer, site }) => ({
    id,
    name: name ?? id,
    about: sn ?? "",
    customer: customer ?? null,
    site: site ?? null,
  }));
}

async function customers(q: string): Promise<Found[]> {
  const page = await unwrap(api.GET("/api/v1/customers", { params: { query: { q, limit: MOST } } }));
  return page.items.map(({ id, name }) => ({ id, name: name ?? id, about: "", customer: id, site: null }));
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
