import { api, unwrap } from "@bihuan/api";
import { useCommand, useRenewMe } from "@bihuan/session";

export function useTurnOff() {
  return useCommand({
    mutationFn: (password: string) => unwrap(api.POST("/api/v1/me/totp/disable", { body: { password } })),
    onSuccess: useRenewMe(),
  });
}
