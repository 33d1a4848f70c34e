import { api, unwrap } from "@bihuan/api";
import { useQuery } from "@tanstack/react-query";

const KEPT_MS = 10 * 60_000;
/** The channel of reports from the field where a company has it; else what every company has. */
const FIELD = "field";
const WEB = "web";

/** The channel that reports of this app come by. */
export function useChannel(): string {
  const channels = useQuery({
    queryKey: ["channels"],
    queryFn: () => unwrap(api.GET("/api/v1/channels")),
    staleTime: KEPT_MS,
    retry: false,
  });
  return channels.data?.some((channel) => channel.key === FIELD && channel.active) ? FIELD : WEB;
}
