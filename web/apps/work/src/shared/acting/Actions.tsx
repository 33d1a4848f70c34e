import type { Action, ActionInput, Task, Ticket } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Dialog, Notice, showToast } from "@bihuan/ui";
import { useState } from "react";
import type { Item } from "../queue/item.ts";
import { outbox } from "../queue/outbox.ts";
import { Kept } from "../queue/SyncState.tsx";
import { texts as shared } from "../texts.ts";
import { ActionForm } from "./ActionForm.tsx";
import styles from "./acting.module.css";
import { asksNothing } from "./asking.ts";
import { offerOf, type Standing } from "./standing.ts";
import { texts } from "./texts.ts";

const GRAVE = new Set(["refuse", "reject"]);

interface Chosen {
  task: Task;
  action: Action;
  /** The step that was turned down and is to be mended. */
  refused?: { id: string; body: ActionInput };
}

interface Props {
  ticket: Ticket;
  standings: readonly Standing[];
  outgoing: readonly Item[];
}

/** What this person may do to the job now, and what this phone has still to hand in. */
export function Actions({ ticket, standings, outgoing }: Props) {
  const say = useTexts(shared);
  const language = useLanguage();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  return (
    <>
      <Openings {...{ ticket, standings, outgoing }} onChoose={setChosen} />
      <Kept items={outgoing} edit={(item) => mending(ticket, item, setChosen)} />
      {chosen && (
        <Dialog title={pick(chosen.action.label, language)} closeLabel={say("close")} onClose={() => setChosen(null)}>
          <ActionForm ticket={ticket} {...chosen} onDone={() => setChosen(null)} />
        </Dialog>
      )}
    </>
  );
}

/** How to open a refused step's form again; undefined where it has none, or the task is no longer this person's. */
function mending(ticket: Ticket, { id, work }: Item, open: (chosen: Chosen) => void): (() => void) | undefined {
  if (work.kind !== "action") return undefined;
  const offer = offerOf(ticket, work.task, work.action);
  if (!offer || asksNothing(offer.action)) return undefined;
  return () => open({ ...offer, refused: { id, body: work.body } });
}

/** The buttons. What asks for nothing is done by one tap; the next step comes at once, whether there is a network. */
function Openings({ ticket, standings, outgoing, onChoose }: Props & { onChoose: (chosen: Chosen) => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const owner = useMe().id;
  if (outgoing.some((item) => item.state === "refused")) return <Notice tone="warn">{t("lookFirst")}</Notice>;
  const pickOne = async ({ task, action }: Chosen) => {
    if (!asksNothing(action)) return onChoose({ task, action });
    const label = pick(action.label, language);
    const work = { kind: "action", task: task.id, action: action.key, body: {} } as const;
    await outbox.add({ owner, chain: ticket.id, about: ticket.number, label, work });
    showToast(t("saved", { action: label }));
  };
  const open = standings.flatMap(({ task, actions }) => actions.map((action) => ({ task, action })));
  const quiet = standings.some((standing) => standing.ended) ? "endedHere" : "noActions";
  return (
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
      {open.length === 0 && <p className={styles.quiet}>{t(quiet)}</p>}
    </div>
  );
}
