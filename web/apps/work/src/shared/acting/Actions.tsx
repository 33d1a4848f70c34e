import type { Action, Task, Ticket } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Dialog, showToast } from "@bihuan/ui";
import { useState } from "react";
import type { Item } from "../queue/item.ts";
import { outbox } from "../queue/outbox.ts";
import { texts as shared } from "../texts.ts";
import { ActionForm } from "./ActionForm.tsx";
import styles from "./acting.module.css";
import { asksNothing } from "./asking.ts";
import { texts } from "./texts.ts";

const GRAVE = new Set(["refuse", "reject"]);

interface Chosen {
  task: Task;
  action: Action;
}

/** What this person may do to the job now. What asks for nothing is done by one tap. */
export function Actions({ ticket, outgoing }: { ticket: Ticket; outgoing: readonly Item[] }) {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const language = useLanguage();
  const owner = useMe().id;
  const [chosen, setChosen] = useState<Chosen | null>(null);
  // The tasks as they are known do not hold what was done since.
  const ahead = outgoing.some((item) => item.work.kind === "action" && item.state !== "sent");
  const open = ticket.tasks.flatMap((task) => task.actions.filter(isOurs).map((action) => ({ task, action })));
  const pickOne = async ({ task, action }: Chosen) => {
    if (!asksNothing(action)) return setChosen({ task, action });
    const label = pick(action.label, language);
    const work = { kind: "action", task: task.id, action: action.key, body: {} } as const;
    await outbox.add({ owner, chain: ticket.id, label, work });
    showToast(t("saved", { action: label }));
  };
  return (
    <>
      {ahead ? (
        <p className={styles.quiet}>{t("onItsWay")}</p>
      ) : (
        <div className={styles.buttons}>
          {open.map(({ task, action }) => (
            <Button
              key={task.id + action.key}
              look={GRAVE.has(action.key) ? "danger" : "primary"}
              onClick={() => pickOne({ task, action })}
            >
              {pick(action.label, language)}
            </Button>
          ))}
          {open.length === 0 && <p className={styles.quiet}>{t("noActions")}</p>}
        </div>
      )}
      {chosen && (
        <Dialog title={pick(chosen.action.label, language)} closeLabel={say("close")} onClose={() => setChosen(null)}>
          <ActionForm ticket={ticket} {...chosen} onDone={() => setChosen(null)} />
        </Dialog>
      )}
    </>
  );
}

/** Giving work to somebody is done at a desk, where people can be compared. */
function isOurs(action: Action): boolean {
  return !action.needs_person;
}
