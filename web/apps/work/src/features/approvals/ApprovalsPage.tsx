import { api, type Ticket, unwrap } from "@bihuan/api";
import type { FormDefinition, JsonObject } from "@bihuan/core";
import { FormFields, useFormState } from "@bihuan/forms";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Panel, State } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { useTicketForm } from "../../shared/acting/ActionForm.tsx";
import { Actions } from "../../shared/acting/Actions.tsx";
import { standingsOf } from "../../shared/acting/standing.ts";
import { FormDesk } from "../../shared/forms.tsx";
import { Loaded } from "../../shared/Loaded.tsx";
import { useTypeLabel } from "../../shared/lookups.ts";
import { Page, Priority, Stage, TicketNumber } from "../../shared/parts.tsx";
import { useOutbox } from "../../shared/queue/outbox.ts";
import { texts as shared } from "../../shared/texts.ts";
import { ticketQuery } from "../../shared/useJob.ts";
import { useTasks } from "../../shared/useTasks.ts";
import styles from "./ApprovalsPage.module.css";
import { type Change, changesSinceDecision } from "./changes.ts";
import { texts } from "./texts.ts";

const READ_ONLY = { "*": "read" } as const;

/** What waits for this person's decision: the key facts, what changed, and the decision by one tap. */
export default function ApprovalsPage() {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const tasks = useTasks();
  return (
    <Page title={say("approvals")}>
      <Loaded query={tasks}>
        {(rows) => {
          const open = rows.filter(({ task }) => task.kind === "approve");
          if (!open.length) return <State icon="check" title={t("none")} hint={t("noneHint")} />;
          return open.map(({ task }) => <Approval key={task.id} number={task.number} />);
        }}
      </Loaded>
    </Page>
  );
}

function Approval({ number }: { number: string }) {
  const query = useQuery(ticketQuery(number));
  return (
    <Panel>
      <Loaded query={query}>
        {(ticket) => (
          <FormDesk chain={ticket.id}>
            <Decision ticket={ticket} readAt={query.dataUpdatedAt} />
          </FormDesk>
        )}
      </Loaded>
    </Panel>
  );
}

function Decision({ ticket, readAt }: { ticket: Ticket; readAt: number }) {
  const t = useTexts(texts);
  const typeLabel = useTypeLabel();
  const outgoing = useOutbox(ticket.id);
  const { form } = useTicketForm(ticket);
  return (
    <div className={styles.stack}>
      <div>
        <h2 className={styles.title}>{ticket.title}</h2>
        <p className={styles.quiet}>
          <TicketNumber value={ticket.number} />
          {typeLabel(ticket.type) && ` · ${typeLabel(ticket.type)}`}
        </p>
      </div>
      <p className={styles.tags}>
        <Stage category={ticket.category} label={ticket.stage_label} />
        <Priority value={ticket.priority} />
      </p>
      {ticket.description && <p>{ticket.description}</p>}
      <Changes ticket={ticket} form={form} />
      <Actions ticket={ticket} standings={standingsOf(ticket, readAt, outgoing)} outgoing={outgoing} />
      {form && <KeyFields form={form} ticket={ticket} />}
      <Link href={`/tickets/${ticket.number}`} className={styles.link}>
        {t("details")}
      </Link>
    </div>
  );
}

function KeyFields({ form, ticket }: { form: FormDefinition; ticket: Ticket }) {
  const stored = ticket.data as JsonObject;
  const state = useFormState({ form, stored, rights: READ_ONLY, zone: useMe().tenant.zone });
  return <FormFields state={state} only={(key) => stored[key] !== undefined && stored[key] !== null} />;
}

function Changes({ ticket, form }: { ticket: Ticket; form: FormDefinition | undefined }) {
  const t = useTexts(texts);
  const trace = useQuery({
    queryKey: ["trace", ticket.id, ticket.version],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/trace", { params: { path: { key: ticket.id } } })),
    retry: false,
  });
  if (!trace.data) return null;
  const changes = changesSinceDecision(trace.data);
  if (!changes) return <p className={styles.quiet}>{t("first")}</p>;
  if (!changes.length) return <p className={styles.quiet}>{t("unchanged")}</p>;
  return (
    <div className={styles.changes}>
      <h3>{t("changed")}</h3>
      <ul>
        {changes.map((change) => (
          <Changed key={change.field} change={change} form={form} labels={trace.data.fields} />
        ))}
      </ul>
    </div>
  );
}

interface ChangedProps {
  change: Change;
  form: FormDefinition | undefined;
  labels: Record<string, Record<string, string>>;
}

function Changed({ change, form, labels }: ChangedProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const field = form?.fields.get(change.field);
  const label = pick(field?.label ?? labels[change.field], language) || change.field;
  const say = (value: unknown): string => {
    if (value === null || value === undefined || value === "") return t("empty");
    if (field?.kind.filesIn) return t("files", { count: Array.isArray(value) ? value.length : 1 });
    const words = (Array.isArray(value) ? value : [value]).map((item) => {
      const option = field?.options.find((each) => each.value === item);
      return option ? pick(option.label, language) : String(item);
    });
    return words.join(" · ");
  };
  return (
    <li className={styles.change}>
      <span className={styles.quiet}>{label}</span>
      <span>{t("from", { before: say(change.before), after: say(change.after) })}</span>
    </li>
  );
}
