import { api, type Ticket, unwrap } from "@bihuan/api";
import type { FieldRight, FormDefinition, JsonObject } from "@bihuan/core";
import {
  ChangesSince,
  changesSinceDecision,
  changesSinceMine,
  FormFields,
  type Happened,
  KeyFields,
  useFormState,
  writtenLater,
} from "@bihuan/forms";
import { useTexts } from "@bihuan/i18n";
import { Basis, useMe } from "@bihuan/session";
import { Button, Panel, State, Tag } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { Actions } from "../../shared/acting/Actions.tsx";
import { standingsOf } from "../../shared/acting/standing.ts";
import { useTicketForm } from "../../shared/acting/useTicketForm.ts";
import { FormDesk } from "../../shared/forms.tsx";
import { Loaded } from "../../shared/Loaded.tsx";
import { useTypeLabel } from "../../shared/lookups.ts";
import { Page, Priority, Stage, TicketNumber } from "../../shared/parts.tsx";
import { useOutbox } from "../../shared/queue/outbox.ts";
import { texts as shared } from "../../shared/texts.ts";
import { ticketQuery } from "../../shared/useJob.ts";
import { useTasks } from "../../shared/useTasks.ts";
import styles from "./ApprovalsPage.module.css";
import { Several } from "./Several.tsx";
import { texts } from "./texts.ts";

const READ_ONLY = { "*": "read" } as const;

/** What waits for this person's decision: the key facts, what changed, and the decision by one tap or for many. */
export default function ApprovalsPage() {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const tasks = useTasks();
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const toggle = (task: string) =>
    setChosen((before) => (before?.includes(task) ? before.filter((one) => one !== task) : [...(before ?? []), task]));
  return (
    <Page title={say("approvals")}>
      <Loaded query={tasks}>
        {(rows) => {
          const open = rows.filter(({ task }) => task.kind === "approve" || task.kind === "sign");
          if (!open.length && !chosen) return <State icon="check" title={t("none")} hint={t("noneHint")} />;
          return (
            <>
              {(open.length > 1 || chosen) && (
                <Button icon="list" aria-pressed={chosen !== null} onClick={() => setChosen(chosen ? null : [])}>
                  {t(chosen ? "notSeveral" : "several")}
                </Button>
              )}
              {open.map(({ task }) => (
                <Approval
                  key={task.id}
                  number={task.number}
                  choice={chosen && { on: chosen.includes(task.id), toggle: () => toggle(task.id) }}
                />
              ))}
              {chosen && (
                <Several
                  tasks={open.map(({ task }) => task).filter(({ id }) => chosen.includes(id))}
                  onDone={() => setChosen(null)}
                />
              )}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

/** Whether a card is among those that are decided together; null where each is decided by itself. */
type Choice = { on: boolean; toggle: () => void } | null;

function Approval({ number, choice }: { number: string; choice: Choice }) {
  const query = useQuery(ticketQuery(number));
  return (
    <Panel>
      <Loaded query={query}>
        {(ticket) => (
          <FormDesk chain={ticket.id}>
            <Decision ticket={ticket} readAt={query.dataUpdatedAt} choice={choice} />
          </FormDesk>
        )}
      </Loaded>
    </Panel>
  );
}

function Decision({ ticket, readAt, choice }: { ticket: Ticket; readAt: number; choice: Choice }) {
  const t = useTexts(texts);
  const typeLabel = useTypeLabel();
  const say = useTexts(shared);
  const outgoing = useOutbox(ticket.id);
  const lent = ticket.tasks.find((task) => task.stands_in);
  const { form } = useTicketForm(ticket);
  return (
    <div className={styles.stack}>
      <div className={styles.head}>
        {choice && (
          <label className={styles.check}>
            <input
              type="checkbox"
              checked={choice.on}
              aria-label={t("choose", { title: ticket.title ?? ticket.number })}
              onChange={choice.toggle}
            />
          </label>
        )}
        <div>
          <h2 className={styles.title}>{ticket.title}</h2>
          <p className={styles.quiet}>
            <TicketNumber value={ticket.number} />
            {typeLabel(ticket.type) && ` · ${typeLabel(ticket.type)}`}
          </p>
        </div>
      </div>
      <p className={styles.tags}>
        <Stage category={ticket.category} label={ticket.stage_label} />
        <Priority value={ticket.priority} />
        {lent && <Tag tone="accent">{say("inPlaceOf", { name: lent.stands_in_name ?? "" })}</Tag>}
      </p>
      {ticket.description && <p>{ticket.description}</p>}
      {form && <Facts ticket={ticket} form={form} />}
      <Basis ticket={ticket} />
      {!choice && <Actions ticket={ticket} standings={standingsOf(ticket, readAt, outgoing)} outgoing={outgoing} />}
      <Link href={`/tickets/${ticket.number}`} className={styles.link}>
        {t("details")}
      </Link>
    </div>
  );
}

/** What matters most, what changed since somebody last decided, and all the rest on demand. */
function Facts({ ticket, form }: { ticket: Ticket; form: FormDefinition }) {
  const t = useTexts(texts);
  const zone = useMe().tenant.zone;
  const [isOpen, setOpen] = useState(false);
  const trace = useQuery({
    queryKey: ["trace", ticket.id, ticket.version],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/trace", { params: { path: { key: ticket.id } } })),
    retry: false,
  }).data;
  const events = (trace?.events ?? []) as unknown as Happened[];
  const stored = ticket.data as JsonObject;
  const state = useFormState({ form, stored, rights: READ_ONLY, zone });
  const agree = ticket.tasks.flatMap(({ actions }) => actions).find(({ key }) => key === "agree");
  const rights = (agree?.form ?? READ_ONLY) as Record<string, FieldRight>;
  return (
    <>
      <KeyFields form={form} rights={rights} values={stored} written={writtenLater(events)} zone={zone} />
      {trace && (
        <ChangesSince
          since={changesSinceMine(ticket.tasks) ?? changesSinceDecision(events)}
          form={form}
          labels={trace.fields}
          zone={zone}
        />
      )}
      <details className={styles.everything} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t("everything")}</summary>
        {isOpen && <FormFields state={state} only={(key) => stored[key] !== undefined && stored[key] !== null} />}
      </details>
    </>
  );
}
