import type { Me } from "@bihuan/api";
import { useQueryClient } from "@tanstack/react-query";
import { ME, useMe } from "./session.ts";
import { useHappenings } from "./useLive.ts";

/** What a company may switch off (docs/adr/0029). */
export type Feature =
  | "portal"
  | "devices"
  | "labels"
  | "engineers"
  | "roster"
  | "dispatch"
  | "rules"
  | "tables"
  | "reports"
  | "joint"
  | "reviews"
  | "replies"
  | "prints";

const SWITCHES = "features:switches";

/** Whether a module is in use here. Kept on a phone by an older version, nothing is said: then it is. */
export function uses(me: Me, feature: Feature): boolean {
  return !me.switched_off?.includes(feature);
}

export function useUses(feature: Feature): boolean {
  return uses(useMe(), feature);
}

/** What somebody switches on or off appears and vanishes at once, wherever one is. */
export function useSwitches(): void {
  const client = useQueryClient();
  useHappenings(
    ({ stream }) => stream === SWITCHES,
    () => {
      client.invalidateQueries({ queryKey: ME });
    },
  );
}
