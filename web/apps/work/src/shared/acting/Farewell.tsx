import { useTexts } from "@bihuan/i18n";
import { Button, Dialog } from "@bihuan/ui";
import type { Item, Work } from "../queue/item.ts";
import { outbox } from "../queue/outbox.ts";
import { texts as shared } from "../texts.ts";
import styles from "./acting.module.css";
import { texts } from "./texts.ts";

type Step = Extract<Work, { kind: "action" | "run" }>;

/** Whether the step was turned down because somebody must say what becomes of open child tickets. */
export function asksForChildren(item: Item): item is Item & { work: Step } {
  return (item.work.kind === "action" || item.work.kind === "run") && item.refusal?.code === "family.choose";
}

/** What becomes of open child tickets when this one ends: one tap, and the step goes its way with the answer. */
export function Farewell({ item, onClose }: { item: Item & { work: Step }; onClose: () => void }) {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const send = async (children: "leave" | "end") => {
    const { work } = item;
    // Each by itself: spread over both, the kind and its body would no longer belong together.
    if (work.kind === "run") await outbox.retry(item.id, { ...work, body: { ...work.body, children } });
    else await outbox.retry(item.id, { ...work, body: { ...work.body, children } });
    onClose();
  };
  return (
    <Dialog title={t("openChildren")} closeLabel={say("close")} onClose={onClose}>
      <div className={styles.stack}>
        <p>{item.refusal?.title}</p>
        <Button className={styles.tall} onClick={() => send("leave")}>
          {t("leaveChildren")}
        </Button>
        <Button className={styles.tall} look="danger" onClick={() => send("end")}>
          {t("endChildren")}
        </Button>
      </div>
    </Dialog>
  );
}
