import { useTexts } from "@bihuan/i18n";
import { Button } from "@bihuan/ui";
import { texts } from "../texts.ts";
import { megabytes } from "./size.ts";
import styles from "./Transfers.module.css";
import type { Transfer } from "./useUploads.ts";

/** Files on their way: how far each is, to be sent as it is, or not at all. */
export function Transfers({ transfers }: { transfers: readonly Transfer[] }) {
  const t = useTexts(texts);
  if (!transfers.length) return null;
  return (
    <ul className={styles.transfers}>
      {transfers.map((transfer) => (
        <li key={transfer.id} className={styles.transfer}>
          <span className={styles.name}>{transfer.name}</span>
          <span className={styles.quiet}>
            {t(transfer.step, { percent: Math.floor(transfer.share * 100), size: megabytes(transfer.size) })}
          </span>
          <progress className={styles.bar} max={1} value={transfer.share} aria-label={transfer.name} />
          <span className={styles.ends}>
            {transfer.step === "shrinking" && <Button onClick={transfer.asItIs}>{t("asItIs")}</Button>}
            <Button onClick={transfer.stop}>{t("stop")}</Button>
          </span>
        </li>
      ))}
    </ul>
  );
}
