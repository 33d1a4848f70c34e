import { useTexts } from "@bihuan/i18n";
import { Button, Notice, Tag, type Tone } from "@bihuan/ui";
import { texts } from "../texts.ts";
import type { Item, State } from "./item.ts";
import { outbox } from "./outbox.ts";
import styles from "./SyncState.module.css";

const TONES: Record<State, Tone> = { kept: "warn", sending: "accent", sent: "good", refused: "warn" };

/** Where a piece of work is, in one of exactly three words (semantics §7). */
export function SyncState({ item }: { item: Item }) {
  const t = useTexts(texts);
  const word = item.state === "refused" ? "kept" : item.state;
  return (
    <Tag tone={TONES[item.state]} dot>
      {t(word)}
      {share(item)}
    </Tag>
  );
}

function share(item: Item): string {
  if (item.work.kind !== "file" || item.state !== "sending" || !item.arrived) return "";
  return ` ${Math.floor((item.arrived / item.work.size) * 100)}%`;
}

/** Pieces of work on their way, each with its state; one that was turned down says why and what can be done. */
export function Outgoing({ items }: { items: readonly Item[] }) {
  return (
    <ul className={styles.list}>
      {items.map((item) => (
        <li key={item.id} className={styles.item}>
          <div className={styles.line}>
            <span>{item.label}</span>
            <SyncState item={item} />
          </div>
          {item.refusal && <Refusal item={item} />}
        </li>
      ))}
    </ul>
  );
}

function Refusal({ item }: { item: Item }) {
  const t = useTexts(texts);
  return (
    <>
      <Notice>
        <p>{item.refusal?.title}</p>
        {item.refusal?.details.map((detail) => (
          <p key={detail}>{detail}</p>
        ))}
      </Notice>
      <div className={styles.ends}>
        <Button onClick={() => outbox.giveUp(item.id)}>{t("giveUp")}</Button>
        <Button look="primary" onClick={() => outbox.retry(item.id)}>
          {t("sendAgain")}
        </Button>
      </div>
    </>
  );
}
