import { useTexts } from "@bihuan/i18n";
import { mendLive, useLiveState } from "@bihuan/session";
import { Button, Icon } from "@bihuan/ui";
import styles from "./PoolPage.module.css";
import type { RowStore } from "./rows/RowStore.ts";
import { texts } from "./texts.ts";

/** What the list cannot show without moving: new tickets, and that the line to the server is cut. */
export function LiveNotes({ store, onRenew }: { store: RowStore; onRenew: () => void }) {
  const t = useTexts(texts);
  const live = useLiveState();
  const { value, exact } = store.come;
  return (
    <div className={styles.notes} role="status">
      {live === "lost" && (
        <span className={styles.lost}>
          <Icon name="alert" />
          {t("lost")}
          <Button look="quiet" onClick={mendLive}>
            {t("mend")}
          </Button>
        </span>
      )}
      {value > 0 && (
        <button type="button" className={styles.fresh} onClick={onRenew}>
          {exact ? t("fresh", { count: value }) : t("freshMany", { count: value })}
        </button>
      )}
    </div>
  );
}
