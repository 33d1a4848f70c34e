import { megabytes } from "@bihuan/forms";
import { useTexts } from "@bihuan/i18n";
import { Button } from "@bihuan/ui";
import { useOutbox } from "../queue/outbox.ts";
import { texts } from "../texts.ts";
import { useShrinking } from "./keeping.ts";
import styles from "./VideoState.module.css";

/** How large a video is that waits here, and how far the smaller one has come. */
export function VideoState({ id }: { id: string }) {
  const t = useTexts(texts);
  const shrinking = useShrinking(id);
  const work = useOutbox().find((item) => item.id === id)?.work;
  if (work?.kind !== "file" || !work.type.startsWith("video/")) return null;
  const size = megabytes(work.size);
  if (!shrinking) return <span className={styles.quiet}>{size}</span>;
  return (
    <span className={styles.state} role="status">
      <span className={styles.quiet}>{t("shrinking", { percent: Math.floor(shrinking.share * 100), size })}</span>
      <progress className={styles.bar} max={1} value={shrinking.share} aria-label={work.name} />
      <Button onClick={shrinking.asItIs}>{t("asItIs")}</Button>
    </span>
  );
}
