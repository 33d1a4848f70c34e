import { useTexts } from "@bihuan/i18n";
import { type Feature, may, useMe, uses } from "@bihuan/session";
import { Button, State } from "@bihuan/ui";
import type { ReactNode } from "react";
import { useNavigate } from "react-router";
import { texts } from "./texts.ts";

/** A page of a module; whoever comes by an address while it is switched off is told so. */
export function WhenOn({ feature, children }: { feature: Feature; children: ReactNode }) {
  const t = useTexts(texts);
  const me = useMe();
  const navigate = useNavigate();
  if (uses(me, feature)) return children;
  const manages = may(me, "manage", "tenant");
  return (
    <State icon="lock" title={t("offTitle")} hint={t(manages ? "offMine" : "offHint")}>
      <Button onClick={() => navigate(manages ? "/modules" : "/tickets")}>{t(manages ? "toModules" : "toPool")}</Button>
    </State>
  );
}
