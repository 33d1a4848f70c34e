import { may, useMe } from "@bihuan/session";
import { Skeleton } from "@bihuan/ui";
import { Navigate } from "react-router";
import { useUpkeep } from "./useFirstDays.ts";

/** Where one begins: the pool; who runs a company of their own, where it says what is set up. */
export default function HomePage() {
  const me = useMe();
  const runs = may(me, "manage", "tenant") && !me.viewing_as;
  const upkeep = useUpkeep();
  if (runs && upkeep.isPending) return <Skeleton lines={6} />;
  return <Navigate to={runs && upkeep.data && !upkeep.data.demo ? "/start" : "/tickets"} replace />;
}
