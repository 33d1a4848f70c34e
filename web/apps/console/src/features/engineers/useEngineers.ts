import { api, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Certificate } from "./certificates.ts";

const KEY = ["engineers"] as const;
const KEPT_MS = 5 * 60_000;

/** What may be edited of a profile; a field that this person may not see is absent. */
export interface Profile {
  home?: { lat: string; lng: string } | null;
  capacity?: number | null;
  day_cap?: number | null;
  languages?: string[];
  certificates?: Certificate[];
  exclusions?: string[];
  tags?: string[];
}

export interface Engineer extends Profile {
  user: string;
  name: string;
  active: boolean;
  paused: boolean;
  version: number;
  skills: Record<string, number>;
  areas: string[];
  teams: string[];
}

export function useEngineers() {
  return useQuery({
    queryKey: KEY,
    queryFn: async () => (await unwrap(api.GET("/api/v1/engineers"))) as Engineer[],
  });
}

/** What skills, areas and teams are called. */
export function useUnitNames(): (key: string) => string {
  const units = useQuery({ queryKey: ["unit-names"], queryFn: readNames, staleTime: KEPT_MS });
  return (key) => units.data?.get(key) ?? key;
}

async function readNames(): Promise<Map<string, string>> {
  const [skills, areas, teams] = await Promise.all([
    unwrap(api.GET("/api/v1/skills")),
    unwrap(api.GET("/api/v1/areas")),
    unwrap(api.GET("/api/v1/teams")),
  ]);
  return new Map([...skills, ...areas, ...teams].map((one) => [one.id, one.name]));
}

export function usePause(user: string) {
  const client = useQueryClient();
  return useCommand({
    mutationFn: (paused: boolean) =>
      unwrap(api.POST("/api/v1/engineers/{user_id}/pause", { params: { path: { user_id: user } }, body: { paused } })),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** The profile as a whole: what was not shown for editing goes back as it came. */
export function useSaveProfile(user: string, version: number) {
  const client = useQueryClient();
  return useCommand({
    mutationFn: (profile: Required<Profile>) =>
      unwrap(
        api.PUT("/api/v1/engineers/{user_id}", {
          params: { path: { user_id: user }, header: { "If-Match": `"${version}"` } },
          body: profile,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

/** People whom dispatch considers from now on, each with a profile that says nothing yet. */
export function useMakeEngineers() {
  const client = useQueryClient();
  return useCommand({
    mutationFn: async (people: readonly string[]) => {
      for (const user of people)
        await unwrap(api.PUT("/api/v1/engineers/{user_id}", { params: { path: { user_id: user } }, body: {} }));
    },
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
