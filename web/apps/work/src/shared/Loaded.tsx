import { useTexts } from "@bihuan/i18n";
import { useSayProblem } from "@bihuan/session";
import { Button, Skeleton, State } from "@bihuan/ui";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { texts } from "./texts.ts";

/** What a query brings, in each of its states; what was read before is shown whatever happens now. */
export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  if (query.data !== undefined) return children(query.data);
  if (query.fetchStatus === "paused") return <State icon="inbox" title={t("notHere")} hint={t("notHereHint")} />;
  if (query.isPending) return <Skeleton lines={6} height={22} />;
  return (
    <State icon="alert" title={say(query.error)} alert>
      <Button onClick={() => query.refetch()}>{t("retry")}</Button>
    </State>
  );
}
