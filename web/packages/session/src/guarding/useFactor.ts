import { api, unwrap } from "@bihuan/api";
import { useQueryClient } from "@tanstack/react-query";
import { useCommand } from "../command.ts";
import { ME } from "../session.ts";

/** A secret for the app; it counts for nothing until a code has confirmed it. */
export function useEnrol() {
  return useCommand({ mutationFn: () => unwrap(api.POST("/api/v1/me/totp")) });
}

/** The second factor is on from then on. Answers the recovery codes: whoever shows them says when they were seen. */
export function useConfirm() {
  return useCommand({
    mutationFn: (code: string) => unwrap(api.POST("/api/v1/me/totp/confirm", { body: { code } })),
  });
}

export function useNewCodes() {
  return useCommand({
    mutationFn: (password: string) => unwrap(api.POST("/api/v1/me/recovery-codes", { body: { password } })),
  });
}

/** Reads anew who one is and what one may. */
export function useRenewMe(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ME });
}
