import { api, unwrap } from "@bihuan/api";
import { useCommand } from "@bihuan/session";
import { useQueryClient } from "@tanstack/react-query";

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["me"] });
}

/** A secret for the app; it counts for nothing until a code has confirmed it. */
export function useEnrol() {
  return useCommand({ mutationFn: () => unwrap(api.POST("/api/v1/me/totp")) });
}

export function useConfirm() {
  return useCommand({
    mutationFn: (code: string) => unwrap(api.POST("/api/v1/me/totp/confirm", { body: { code } })),
    onSuccess: useRefresh(),
  });
}

export function useTurnOff() {
  return useCommand({
    mutationFn: (password: string) => unwrap(api.POST("/api/v1/me/totp/disable", { body: { password } })),
    onSuccess: useRefresh(),
  });
}
