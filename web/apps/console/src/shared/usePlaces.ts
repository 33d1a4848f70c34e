import { api, unwrap } from "@bihuan/api";
import { useMe } from "@bihuan/session";
import { useQueries } from "@tanstack/react-query";
import { asksForUse, isOpenTo, PLACES, type Place } from "./places.ts";

const KEPT_MS = 10 * 60_000;

/** Whether there is anything at a place that not everybody may set up. */
const ASKS: Readonly<Record<string, () => Promise<boolean>>> = {
  "/engineers": async () => (await unwrap(api.GET("/api/v1/engineers"))).length > 0,
  "/rules": async () => (await unwrap(api.GET("/api/v1/automations/rules"))).length > 0,
};

/** Where this person can go: what nobody uses is shown only to those who may set it up. */
export function usePlaces(): readonly Place[] {
  const me = useMe();
  const asked = PLACES.filter((place) => asksForUse(place, me));
  const answers = useQueries({
    queries: asked.map(({ to }) => ({
      queryKey: ["in-use", to],
      queryFn: ASKS[to] ?? (async () => true),
      staleTime: KEPT_MS,
    })),
  });
  const inUse = new Set(asked.filter((_, index) => answers[index]?.data).map(({ to }) => to));
  return PLACES.filter((place) => isOpenTo(place, me, inUse));
}
