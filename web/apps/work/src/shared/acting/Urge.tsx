import type { Task, Ticket } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, showToast, useNow } from "@bihuan/ui";
import type { Item } from "../queue/item.ts";
import { outbox } from "../queue/outbox.ts";
import { useKept } from "../queue/useKept.ts";
import styles from "./acting.module.css";
import { texts } from "./texts.ts";

const MINUTE_MS = 60_000;

interface Props {
  ticket: Ticket;
  task: Task;
  readAt: number;
  outgoing: readonly Item[];
}

/** 催办 by one tap: how often it was done, and when it may be done again. */
export function Urge({ ticket, task, readAt, outgoing }: Props) {
  const t = useTexts(texts);
  const language = useLanguage();
  const owner = useMe().id;
  const kept = useKept();
  const now = useNow();
  const format = useFormats();
  if (task.urge_in === null) return null;
  const queued = outgoing.some(({ work, state }) => work.kind === "urge" && work.task === task.id && state !== "sent");
  const again = readAt + task.urge_in;
  const urge = async () => {
    const label = t("urgeLabel", { step: pick(task.label, language) });
    const work = { kind: "urge", task: task.id } as const;
    const id = await kept(outbox.add({ owner, chain: ticket.id, about: ticket.number, label, work }));
    if (id) showToast(t("saved", { action: t("urge") }));
  };
  return (
    <p className={styles.urge}>
      {task.urged > 0 && <span className={styles.quiet}>{t("urged", { count: task.urged })}</span>}
      {!queued && again > now && (
        <span className={styles.quiet}>
          {t("urgeAgainIn", { when: format.relative(Math.max(again, now + MINUTE_MS), now) })}
        </span>
      )}
      {!queued && again <= now && (
        <Button icon="bell" onClick={urge}>
          {t("urge")}
        </Button>
      )}
    </p>
  );
}
