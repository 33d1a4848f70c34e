import { api, type DeputyInput, type Leave, unwrap } from "@bihuan/api";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCommand } from "../command.ts";
import { may, useMe } from "../session.ts";
import type { Span } from "./leave.ts";

const LEAVES = "leaves";
// What shows leave, or follows from it.
const FOLLOWING = [LEAVES, "deputies", "roster"];

export interface NewLeave extends Span {
  kind: string;
  note: string;
  /** Who stands in while it lasts; empty: nobody is named. */
  deputy: string;
}

/** Whether this person may enter somebody's leave, and name who stands in for him. */
export function useLeaveRights(user: string): { enter: boolean; appoint: boolean } {
  const me = useMe();
  const own = user === me.id;
  const plans = may(me, "plan", "roster");
  return { enter: plans || (own && may(me, "enter_leave", "roster")), appoint: own || may(me, "appoint", "user") };
}

/** Somebody's leave as the roster has it. */
export function useLeaves(user: string) {
  return useQuery({
    queryKey: [LEAVES, user],
    queryFn: async () => {
      const path = { user_id: user };
      return (await unwrap(api.GET("/api/v1/roster/people/{user_id}", { params: { path } }))).leaves;
    },
  });
}

export function useEnterLeave(user: string) {
  const own = useMe().id === user;
  return useCommand({
    mutationFn: async ({ deputy, ...body }: NewLeave): Promise<readonly Leave[]> => {
      // He stands in on days of leave only: named first, he does nothing yet if the leave is refused.
      if (deputy) await appoint(own ? null : user, { deputy, from: body.start, until: body.end, away: true });
      const path = { user_id: user };
      return (await unwrap(api.POST("/api/v1/roster/people/{user_id}/leaves", { params: { path }, body }))).leaves;
    },
    ...useAfter(user),
  });
}

export function useWithdrawLeave(user: string) {
  return useCommand({
    mutationFn: async (leave: string): Promise<readonly Leave[]> => {
      const path = { user_id: user, leave };
      const params = { path };
      return (await unwrap(api.DELETE("/api/v1/roster/people/{user_id}/leaves/{leave}", { params }))).leaves;
    },
    ...useAfter(user),
  });
}

function useAfter(user: string) {
  const client = useQueryClient();
  return {
    onSuccess: async (leaves: readonly Leave[]) => {
      client.setQueryData([LEAVES, user], leaves);
      for (const key of FOLLOWING) await client.invalidateQueries({ queryKey: [key] });
    },
  };
}

/** One more deputy, unless he is named for just this already. */
async function appoint(user: string | null, one: DeputyInput): Promise<void> {
  const path = { user_id: user ?? "" };
  const listed = await unwrap(
    user === null ? api.GET("/api/v1/me/deputies") : api.GET("/api/v1/users/{user_id}/deputies", { params: { path } }),
  );
  const named = listed.some((each) => each.deputy === one.deputy && each.from === one.from && each.until === one.until);
  if (named) return;
  const kept = listed.map(({ deputy, from, until, types, roles, away }) => ({
    ...{ deputy, from, until, away },
    ...{ types: types ?? null, roles: roles ?? null },
  }));
  const body = [...kept, one];
  await unwrap(
    user === null
      ? api.PUT("/api/v1/me/deputies", { body })
      : api.PUT("/api/v1/users/{user_id}/deputies", { params: { path }, body }),
  );
}
