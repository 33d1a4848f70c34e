import { api, type Channel, unwrap } from "@bihuan/api";
import { may, useMe } from "@bihuan/session";
import { useQuery } from "@tanstack/react-query";

const NONE: readonly Channel[] = [];
// Where a report comes from unless somebody says otherwise: whoever writes for others has them on the line; whoever asks
// for something himself does so in the office, or on the web.
const FOR_OTHERS = ["phone"];
const FOR_ONESELF = ["office", "web"];

/** The sources that a report may name. */
export function useChannels(): readonly Channel[] {
  const channels = useQuery({ queryKey: ["channels"], queryFn: () => unwrap(api.GET("/api/v1/channels")) });
  return channels.data?.filter((channel) => channel.active) ?? NONE;
}

/** The one that stands there first. */
export function useUsualChannel(): string {
  const channels = useChannels();
  const usual = may(useMe(), "create_for", "ticket") ? FOR_OTHERS : FOR_ONESELF;
  const known = new Set(channels.map(({ key }) => key));
  return usual.find((key) => known.has(key)) ?? channels[0]?.key ?? "";
}
