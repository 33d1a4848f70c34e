import { useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Button } from "@bihuan/ui";
import { lazy, Suspense, useState } from "react";
import type { Selection } from "../selection.ts";
import { texts } from "../texts.ts";
import styles from "./Bulk.module.css";
import type { BulkAsk } from "./run.ts";

const BulkDialog = lazy(() => import("./BulkDialog.tsx"));
const NEEDS: Record<BulkAsk["kind"], string> = {
  assign: "assign",
  priority: "update",
  tag: "update",
  close: "close_force",
};
const KINDS = ["assign", "priority", "tag", "close"] as const;

/** What can be done with all that is chosen; only what the person's roles allow at all. */
export function BulkBar({ selection }: { selection: Selection }) {
  const t = useTexts(texts);
  const me = useMe();
  const [kind, setKind] = useState<BulkAsk["kind"] | null>(null);
  const count = selection.chosen.length;
  if (count === 0) return null;
  return (
    <section className={styles.bar} aria-label={t("bulk")}>
      <strong aria-live="polite">{t("chosen", { count })}</strong>
      {KINDS.filter((one) => may(me, NEEDS[one], "ticket")).map((one) => (
        <Button key={one} onClick={() => setKind(one)}>
          {t(`bulk_${one}`)}
        </Button>
      ))}
      <span className={styles.space} />
      <Button look="quiet" icon="close" onClick={() => selection.set([])}>
        {t("chooseNone")}
      </Button>
      {kind && (
        <Suspense>
          <BulkDialog kind={kind} chosen={selection.chosen} onClose={() => setKind(null)} />
        </Suspense>
      )}
    </section>
  );
}
