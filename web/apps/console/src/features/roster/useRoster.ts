import { api, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";

const KEY = "roster";

export interface Duty {
  start: number;
  end: number;
  kind: "work" | "on_call";
  shift: string;
}

export interface RosterPerson {
  person: string;
  planned: boolean;
  duty: Duty[];
  leave: { start: number; end: number }[];
}

export interface Change {
  person: string;
  day: string;
  before: string[];
  after: string[];
}

export interface Unmet {
  need: string;
  start: number;
  end: number;
  present: number;
  least: number;
  why: Record<string, string[]>;
}

type Label = Record<string, string>;

/** The roster's definition, as far as the page names things of it. */
export interface RosterBody {
  shifts?: { key: string; label?: Label | string; hours: string; kind?: string }[];
  needs?: { key: string; label?: Label | string }[];
}

export function useRosterBody() {
  return useQuery({
    queryKey: [KEY, "body"],
    queryFn: () => unwrap(api.GET("/api/v1/roster", { params: { query: {} } })),
  });
}

export function useDuties(from: string, to: string) {
  return useQuery({
    queryKey: [KEY, "duty", from, to],
    queryFn: () => unwrap(api.GET("/api/v1/roster/duty", { params: { query: { from, to } } })),
  });
}

export function useGaps(from: string, to: string) {
  return useQuery({
    queryKey: [KEY, "gaps", from, to],
    queryFn: () => unwrap(api.GET("/api/v1/roster/gaps", { params: { query: { from, to } } })),
  });
}

/** Asked for by a press: it is work for the server and nothing that a page shows by itself. */
export function useProposal(from: string, to: string) {
  return useCommand({
    mutationFn: () => unwrap(api.GET("/api/v1/roster/proposal", { params: { query: { from, to } } })),
  });
}

export function usePublishPlan() {
  const client = useQueryClient();
  return useCommand({
    mutationFn: (plan: { changes: readonly Change[]; bases: Record<string, number> }) =>
      unwrap(
        api.POST("/api/v1/roster/plans", {
          body: {
            days: plan.changes.map(({ person, day, after }) => ({ person, day, shifts: after })),
            bases: plan.bases,
          },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: [KEY] }),
  });
}
