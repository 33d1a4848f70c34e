import type { Action, ActionInput, Task, Ticket } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Dialog, Notice, showToast } from "@bihuan/ui";
import { type ReactNode, useState } from "react";
import type { Item } from "../queue/item.ts";
import { outbox } from "../queue/outbox.ts";
import { Kept, type Mend } from "../queue/SyncState.tsx";
import { useKept } from "../queue/useKept.ts";
import { texts as shared } from "../texts.ts";
import { ActionForm } from "./ActionForm.tsx";
import styles from "./acting.module.css";
import { asksNothing, countsOnInputs, isAside } from "./asking.ts";
import { asksForChildren, Farewell } from "./Farewell.tsx";
import { isMovedOn, onWhatStands, Settling } from "./Settling.tsx";
import { offerOf, type Standing } from "./standing.ts";
import { texts } from "./texts.ts";

const ENDS = new Set(["finish", "agree", "submit"]);
const GRAVE = new Set(["refuse", "reject"]);
const BACK = new Set(["return"]);

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
export function Actions(props: Props) {
  const { buttons, hint, rest } = useActing(props);
  return (
    <>
      {hint}
      {buttons && <div className={styles.buttons}>{buttons}</div>}
      {rest}
    </>
  );
}

interface Acting {
  /** What can be done by one tap or a form; null where there is nothing. */
  buttons: ReactNode;
  /** Why there is nothing to do. */
  hint: ReactNode;
  /** What is on its way, and what is asked now. */
  rest: ReactNode;
}

/** The parts of acting, to be laid out where a thumb reaches them. */
export function useActing({ ticket, standings, outgoing }: Props): Acting {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const language = useLanguage();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [clashing, setClashing] = useState<string | null>(null);
  const item = outgoing.find(({ id }) => id === clashing);
  const isRefused = outgoing.some(({ state }) => state === "refused");
  const open = standings.flatMap(({ task, actions }) => actions.map((action) => ({ task, action })));
  return {
    buttons: isRefused || !open.length ? null : <Openings ticket={ticket} open={open} onChoose={setChosen} />,
    hint: isRefused ? (
      <Notice tone="warn">{t("lookFirst")}</Notice>
    ) : (
      !open.length && <p className={styles.quiet}>{t(whyNothing(standings))}</p>
    ),
    rest: (
      <>
        <Kept items={outgoing} edit={(one) => mending({ ticket, item: one, t }, setChosen, setClashing)} />
        {chosen && (
          <Dialog title={pick(chosen.action.label, language)} closeLabel={say("close")} onClose={() => setChosen(null)}>
            <ActionForm ticket={ticket} {...chosen} onDone={() => setChosen(null)} />
          </Dialog>
        )}
        {item && asksForChildren(item) && <Farewell item={item} onClose={() => setClashing(null)} />}
        {item && isMovedOn(item) && <Settling ticket={ticket} item={item} onClose={() => setClashing(null)} />}
      </>
    ),
  };
}

function whyNothing(standings: readonly Standing[]): "endedHere" | "waitsHere" | "noActions" {
  if (standings.some(({ ended }) => ended)) return "endedHere";
  return standings.some(({ waits }) => waits) ? "waitsHere" : "noActions";
}

interface Mending {
  ticket: Ticket;
  item: Item;
  t: (key: "clash" | "decideAnyway" | "openChildren" | "bookAnyway") => string;
}

/** What can be done about a refused step; undefined where it has no form, or the task is no longer this person's. */
function mending(
  { ticket, item, t }: Mending,
  open: (chosen: Chosen) => void,
  clash: (id: string) => void,
): Mend | undefined {
  if (item.work.kind === "session" && item.refusal?.code === "session.busy") {
    const work = { ...item.work, body: { ...item.work.body, despite: true } };
    return { label: t("bookAnyway"), run: () => void outbox.retry(item.id, work) };
  }
  if (asksForChildren(item)) return { label: t("openChildren"), run: () => clash(item.id) };
  if (item.work.kind !== "action") return undefined;
  if (isMovedOn(item)) {
    const isOnFields = item.refusal?.code === "ticket.fields_changed";
    if (isOnFields) return { label: t("clash"), run: () => clash(item.id) };
    return { label: t("decideAnyway"), run: () => void outbox.retry(item.id, onWhatStands(item)) };
  }
  const { task, action, body } = item.work;
  const offer = offerOf(ticket, task, action);
  if (!offer || asksNothing(offer.action)) return undefined;
  return { run: () => open({ ...offer, refused: { id: item.id, body } }) };
}

interface OpeningsProps {
  ticket: Ticket;
  open: readonly { task: Task; action: Action }[];
  onChoose: (chosen: Chosen) => void;
}

/** The buttons. What asks for nothing is done by one tap; the next step comes at once, whether there is a network. */
function Openings({ ticket, open, onChoose }: OpeningsProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const owner = useMe().id;
  const kept = useKept();
  const pickOne = async ({ task, action }: Chosen) => {
    if (!asksNothing(action)) return onChoose({ task, action });
    const label = pick(action.label, language);
    const body = countsOnInputs(action, task.kind) ? { seen: ticket.version } : {};
    const work = { kind: "action", task: task.id, action: action.key, body } as const;
    const id = await kept(outbox.add({ owner, chain: ticket.id, about: ticket.number, label, work }));
    if (id) showToast(t("saved", { action: label }));
  };
  const aside = open.filter(({ action }) => isAside(action));
  const shown = open.filter(({ action }) => !isAside(action));
  // The last drawn way is the way on: it gets the accent, and stands nearest to the thumb.
  const onwards = shown.filter(({ action }) => !GRAVE.has(action.key) && !BACK.has(action.key));
  // What the step is for; named ways out of it stand beside.
  const main = onwards.find(({ action }) => ENDS.has(action.key)) ?? onwards.at(-1);
  const others = shown.filter((one) => one !== main);
  return (
    <>
      {aside.length > 0 && <More aside={aside} onPick={pickOne} />}
      {others.map((one) => (
        <Button
          key={one.task.id + one.action.key}
          look={GRAVE.has(one.action.key) ? "danger" : "plain"}
          onClick={() => pickOne(one)}
        >
          {pick(one.action.label, language)}
        </Button>
      ))}
      {main && (
        <Button look="primary" className={styles.main} onClick={() => pickOne(main)}>
          {pick(main.action.label, language)}
        </Button>
      )}
    </>
  );
}

/** Bringing others in: a short list at the foot of the screen. */
function More({ aside, onPick }: { aside: readonly Chosen[]; onPick: (chosen: Chosen) => void }) {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const language = useLanguage();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("more")}</Button>
      {isOpen && (
        <Dialog title={t("more")} closeLabel={say("close")} onClose={() => setOpen(false)}>
          <div className={styles.stack}>
            {aside.map((one) => (
              <Button
                key={one.task.id + one.action.key}
                className={styles.tall}
                onClick={() => {
                  setOpen(false);
                  onPick(one);
                }}
              >
                {pick(one.action.label, language)}
              </Button>
            ))}
          </div>
        </Dialog>
      )}
    </>
  );
}
