import { api, tenantBase, unwrap } from "@bihuan/api";
import { useQuery } from "@tanstack/react-query";

export const COMPANY = ["company"] as const;
const KEPT_MS = 10 * 60_000;

/** Whose pages these are: what everybody is told, signed in or not. */
export function useCompany() {
  return useQuery({
    queryKey: COMPANY,
    queryFn: () => unwrap(api.GET("/api/v1/portal/company")),
    staleTime: KEPT_MS,
  });
}

/** Where the picture of a logo is, as an img wants it. */
export function logoAddress(path: string): string {
  return `${tenantBase()}/api/v1${path}`;
}
