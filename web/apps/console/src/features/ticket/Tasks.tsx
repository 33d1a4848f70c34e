import type { Action, Task, Ticket } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Basis } from "@bihuan/session";
import { Button, Dialog, Menu, Panel, showToast, Tag } from "@bihuan/ui";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { ActionFault } from "../../shared/ActionFault.tsx";
import { usePersonName } from "../../shared/lookups.ts";
import { AskedAgain } from "./AskedAgain.tsx";
import { RunActionForm } from "./RunActionForm.tsx";
import { TaskActionForm } from "./TaskActionForm.tsx";
import styles from "./TicketPage.module.css";
import { texts } from "./texts.ts";
import { useUrge } from "./useTicket.ts";
import { Waits } from "./Waits.tsx";

const MINUTE_MS = 60_000;

interface Chosen {
  action: Action;
  task: Task | null;
}

const ENDS = new Set(["finish", "agree", "submit"]);
const GRAVE = new Set(["refuse", "reject", "withdraw", "force_close", "erase", "terminate"]);

// What a decider seldom does stands behind one more tap.
const ASIDE = new Set(["transfer", "consult", "sign_before", "sign_after", "sign_parallel", "take_back"]);

/** The open tasks with what this person may do to them now, and what may be done to the run as a whole. */
export function Tasks({ ticket, pageKey }: { ticket: Ticket; pageKey: string }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const [address, setAddress] = useSearchParams();
  const [chosen, setChosen] = useState<Chosen | null>(() => askedFor(ticket, address.get("do")));
  const close = () => {
    setChosen(null);
    if (address.has("do")) setAddress({}, { replace: true });
  };
  const quiet = !ticket.waits.length && ticket.tasks.every((task) => !task.actions.length) && !ticket.actions.length;
  return (
    <Panel title={t("tasks")}>
      <ul className={styles.tasks}>
        {ticket.tasks.map((task) => (
          <li key={task.id} className={styles.task}>
            <TaskHead task={task} />
            <AskedAgain ticket={ticket} task={task} />
            {task.kind === "approve" && <Basis ticket={ticket} />}
            <Urge task={task} pageKey={pageKey} />
            <Actions actions={task.actions} onChoose={(action) => setChosen({ action, task })} />
          </li>
        ))}
      </ul>
      <Waits ticket={ticket} pageKey={pageKey} />
      {quiet && <p className={styles.quiet}>{t("noTasks")}</p>}
      {ticket.actions.length > 0 && (
        <div className={styles.runActions}>
          <Actions actions={ticket.actions} onChoose={(action) => setChosen({ action, task: null })} />
        </div>
      )}
      {chosen && (
        <Dialog title={pick(chosen.action.label, language)} closeLabel={t("close")} onClose={close}>
          {chosen.task ? (
            <TaskActionForm {...{ ticket, pageKey, action: chosen.action, task: chosen.task, onDone: close }} />
          ) : (
            <RunActionForm {...{ pageKey, action: chosen.action, onDone: close }} />
          )}
        </Dialog>
      )}
    </Panel>
  );
}

/** The action that an address asks for: `?do=assign` opens its form at once. */
function askedFor(ticket: Ticket, key: string | null): Chosen | null {
  const found = ticket.tasks.flatMap((task) => task.actions.map((action) => ({ action, task })));
  return found.find(({ action }) => action.key === key) ?? null;
}

function TaskHead({ task }: { task: Task }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const nameOf = usePersonName();
  const name = nameOf(task.assignee) ?? task.stands_in_name;
  const deputies = task.deputies.map(nameOf).filter(Boolean);
  return (
    <div>
      <strong>{pick(task.label, language)}</strong>
      <p className={styles.quiet}>
        {task.assignee ? t("waitsFor", { name: name ?? "…" }) : t("unassigned")}
        {deputies.length > 0 && ` · ${t("deputies", { names: deputies.join("、") })}`}
      </p>
      {task.stands_in && <Tag tone="accent">{t("inPlaceOf", { name: name ?? "…" })}</Tag>}
    </div>
  );
}

/** 催办 by one click, with how often it was done; the reason for waiting stands in its place until it is open again. */
function Urge({ task, pageKey }: { task: Task; pageKey: string }) {
  const t = useTexts(texts);
  const urge = useUrge(pageKey);
  const told = () => showToast(t("urgedNow"));
  const format = useFormats();
  const wait = task.urge_in ?? 0;
  return (
    <div className={styles.urge}>
      {task.urged > 0 && <span className={styles.quiet}>{t("urged", { count: task.urged })}</span>}
      {task.urge_in === 0 && (
        <Button
          look="quiet"
          icon="bell"
          busy={urge.isPending}
          onClick={() => urge.mutate(task.id, { onSuccess: told })}
        >
          {t("urge")}
        </Button>
      )}
      {wait > 0 && (
        <span className={styles.quiet}>
          {t("urgeAgainIn", { when: format.relative(Math.max(wait, MINUTE_MS), 0) })}
        </span>
      )}
      <ActionFault error={urge.error} />
    </div>
  );
}

function Actions({ actions, onChoose }: { actions: readonly Action[]; onChoose: (action: Action) => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const shown = actions.filter((action) => !ASIDE.has(action.key));
  const aside = actions.filter((action) => ASIDE.has(action.key));
  const onwards = shown.filter((action) => !GRAVE.has(action.key) && action.key !== "return");
  // What the step is for gets the accent, else the last way that is drawn; named ways out stand beside.
  const main = onwards.find((action) => ENDS.has(action.key)) ?? onwards.at(-1);
  const items = aside.map((action) => ({
    key: action.key,
    label: pick(action.label, language),
    onPick: () => onChoose(action),
  }));
  return (
    <div className={styles.actions}>
      {shown.map((action) => (
        <Button
          key={action.key}
          look={action === main ? "primary" : GRAVE.has(action.key) ? "danger" : "plain"}
          onClick={() => onChoose(action)}
        >
          {pick(action.label, language)}
        </Button>
      ))}
      {items.length > 0 && (
        <Menu label={t("aside")} items={items}>
          {t("aside")}
        </Menu>
      )}
    </div>
  );
}
