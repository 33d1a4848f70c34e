import { api, type JsonValue, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Askable } from "../../shared/conditions/model.ts";
import type { Body, Policy } from "./body.ts";

const KEY = ["dispatch-policies"] as const;

export function usePolicies() {
  return useQuery({
    queryKey: KEY,
    queryFn: () => unwrap(api.GET("/api/v1/dispatch/policies")),
    select: (found) => ({ ...found, body: read(found.body) }),
  });
}

function read(body: Record<string, unknown>): Body {
  return { policies: [], ...(body as unknown as Partial<Body>) };
}

export function useReady() {
  return useQuery({
    queryKey: [...KEY, "ready"],
    queryFn: () => unwrap(api.GET("/api/v1/dispatch/policies/ready")),
    select: ({ policies }) => policies as unknown as Policy[],
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What conditions may ask; `people`: of whoever may take the work, too. */
export function useFields(): { tickets: readonly Askable[]; people: readonly Askable[] } {
  const found = useQuery({
    queryKey: [...KEY, "vocabulary"],
    queryFn: () => unwrap(api.GET("/api/v1/dispatch/policies/vocabulary")),
    staleTime: 60_000,
  });
  const people = found.data?.fields ?? [];
  return { tickets: people.filter((one) => !one.key.startsWith("candidate.")), people };
}

export function useVersions() {
  return useQuery({
    queryKey: [...KEY, "versions"],
    queryFn: () => unwrap(api.GET("/api/v1/dispatch/policies/versions")),
  });
}

/** An earlier version, whole. */
export function useVersion() {
  return useCommand({
    mutationFn: async (version: number) =>
      read((await unwrap(api.GET("/api/v1/dispatch/policies", { params: { query: { version } } }))).body),
  });
}

export function usePublish(base: number) {
  const client = useQueryClient();
  return useCommand({
    mutationFn: (body: Body) =>
      unwrap(api.PUT("/api/v1/dispatch/policies", { body: { body: sent(body), base_version: base } })),
    onSuccess: () =>
      Promise.all([KEY, ["waiting"]].map((queryKey) => client.invalidateQueries({ queryKey: [...queryKey] }))),
  });
}

/** Tickets that wait for somebody, to try policies on. */
export function useExamples() {
  return useQuery({
    queryKey: ["waiting"],
    queryFn: () => unwrap(api.GET("/api/v1/dispatch/waiting")),
    select: ({ tasks }) => tasks as unknown as { number: string; title: string }[],
  });
}

/** Who would get a ticket and why; by the policies that hold, or by these. Refused where nobody has to do anything. */
export function useTrial() {
  return useCommand({
    mutationFn: async ({ number, body }: { number: string; body: Body | null }) => {
      const path = { key: number.trim() };
      const ticket = await unwrap(api.GET("/api/v1/tickets/{key}", { params: { path } }));
      const task = ticket.tasks[0];
      if (!task) return null;
      const trial = { task: task.id, body: body && sent(body) };
      return unwrap(api.POST("/api/v1/dispatch/policies/try", { body: trial }));
    },
  });
}

function sent(body: Body) {
  return body as unknown as Record<string, JsonValue>;
}
