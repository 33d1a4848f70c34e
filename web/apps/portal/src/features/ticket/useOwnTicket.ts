import { api, configureApi, type OwnTicket, unwrap } from "@bihuan/api";
import { useCallback, useEffect } from "react";
import { type Asked, useAsked } from "../../shared/useAsked.ts";

const KEPT = "bihuan.link";
const EVERY_MS = 20_000;

/** The token behind `#` in the address; remembered in this tab, so that going back and reloading work. */
export function linkToken(): string | null {
  const given = location.hash.slice(1) || sessionStorage.getItem(KEPT);
  if (given) sessionStorage.setItem(KEPT, given);
  configureApi({ bearer: given });
  return given;
}

/** The link's ticket, looked at again while somebody looks at it. */
export function useOwnTicket(): Asked<OwnTicket> {
  const ask = useCallback(() => unwrap(api.GET("/api/v1/portal/ticket")), []);
  const asked = useAsked(ask);
  const { again } = asked;
  useEffect(() => {
    const look = () => document.visibilityState === "visible" && again();
    const timer = setInterval(look, EVERY_MS);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [again]);
  return asked;
}
