import { api, type Deputy, type DeputyInput, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";

/** Who stands in for somebody; `user` null: for oneself. */
export function useDeputies(user: string | null) {
  return useQuery({
    queryKey: ["deputies", user],
    queryFn: () =>
      unwrap(
        user === null
          ? api.GET("/api/v1/me/deputies")
          : api.GET("/api/v1/users/{user_id}/deputies", { params: { path: { user_id: user } } }),
      ),
  });
}

/** The whole list anew. */
export function useAppoint(user: string | null) {
  const client = useQueryClient();
  return useCommand({
    mutationFn: (body: DeputyInput[]) =>
      unwrap(
        user === null
          ? api.PUT("/api/v1/me/deputies", { body })
          : api.PUT("/api/v1/users/{user_id}/deputies", { params: { path: { user_id: user } }, body }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["deputies", user] }),
  });
}

/** An entry as it is put: what says nothing is left out. */
export function written({ deputy, from, until, types, roles, away }: Deputy): DeputyInput {
  return { deputy, from, until, types: types ?? null, roles: roles ?? null, away };
}
