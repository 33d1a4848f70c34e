import { api, type CompanyModule, unwrap } from "@bihuan/api";
import { useCommand, useHappenings, useRenewMe } from "@bihuan/session";
import { useQuery, useQueryClient } from "@tanstack/react-query";

const KEY = ["modules"];

export function useModules() {
  const client = useQueryClient();
  useHappenings(
    ({ stream }) => stream.startsWith("features:"),
    () => {
      client.invalidateQueries({ queryKey: KEY });
    },
  );
  return useQuery({ queryKey: KEY, queryFn: async () => (await unwrap(api.GET("/api/v1/features"))).items });
}

/** `even_so`: whoever asks has read what is under way. */
export function useSwitch() {
  const client = useQueryClient();
  const renew = useRenewMe();
  return useCommand({
    mutationFn: ({ module, on }: { module: CompanyModule; on: boolean }) =>
      unwrap(
        api.PUT("/api/v1/features/{key}", {
          params: { path: { key: module.key } },
          body: { on, even_so: !on && module.running.length > 0 },
        }),
      ),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: KEY }), renew()]),
  });
}
