import type { Action, MyTask, Ticket } from "@bihuan/api";
import type { FieldRight, JsonObject } from "@bihuan/core";
import {
  ChangesSince,
  changesSinceDecision,
  changesSinceMine,
  type Happened,
  KeyFields,
  whyApart,
  writtenLater,
} from "@bihuan/forms";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Basis, useMe } from "@bihuan/session";
import { Button, Panel, Skeleton } from "@bihuan/ui";
import { Link, useNavigate } from "react-router";
import { Failure } from "../../shared/Failure.tsx";
import { useTypeLabel } from "../../shared/lookups.ts";
import { Priority } from "../../shared/Stage.tsx";
import { coreOf } from "../../shared/tickets.ts";
import styles from "./Approvals.module.css";
import { texts } from "./texts.ts";
import { type Decision, useCard, useTicketOf } from "./useApprovals.ts";

const READ_ONLY = { "*": "read" } as const;

interface Props {
  task: MyTask;
  chosen: boolean;
  onToggle: () => void;
  onDecide: (decision: Decision) => void;
}

export function ApprovalCard(props: Props) {
  const { data, error, refetch } = useTicketOf(props.task);
  if (data) return <Card {...props} ticket={data} />;
  return <Panel>{error ? <Failure error={error} onRetry={() => refetch()} /> : <Skeleton lines={4} />}</Panel>;
}

function Card({ task, ticket, chosen, onToggle, onDecide }: Props & { ticket: Ticket }) {
  const t = useTexts(texts);
  const format = useFormats();
  const typeLabel = useTypeLabel();
  const language = useLanguage();
  const own = ticket.tasks.find(({ id }) => id === task.id);
  const title = task.title ?? task.number;
  return (
    <Panel>
      <article className={styles.card} data-chosen={chosen}>
        <header className={styles.head}>
          <label className={styles.check}>
            <input type="checkbox" checked={chosen} aria-label={t("choose", { title })} onChange={onToggle} />
          </label>
          <div className={styles.about}>
            <h2>
              <Link to={`/tickets/${task.number}`}>{title}</Link>
            </h2>
            <p className={styles.quiet}>
              <span className={styles.number}>{task.number}</span> · {typeLabel(task.type)} ·{" "}
              {pick(own?.label, language)} · {t("since", { time: format.instant(task.opened_at) })}
            </p>
          </div>
          <Priority value={task.priority ?? undefined} />
        </header>
        <Facts ticket={ticket} agree={own?.actions.find(({ key }) => key === "agree")} />
        <footer className={styles.ends}>
          {(["refuse", "agree"] as const).map((decision) => (
            <Decide
              key={decision}
              ticket={ticket}
              offer={own?.actions.find(({ key }) => key === decision)}
              decision={decision}
              onDecide={onDecide}
            />
          ))}
        </footer>
      </article>
    </Panel>
  );
}

/** What matters most for the decision, and what is different from when somebody last decided. */
function Facts({ ticket, agree }: { ticket: Ticket; agree: Action | undefined }) {
  const zone = useMe().tenant.zone;
  const { form, trace } = useCard(ticket);
  const { description } = coreOf(ticket);
  if (!form) return <Skeleton lines={3} />;
  const events = (trace?.events ?? []) as unknown as Happened[];
  const rights = (agree?.form ?? READ_ONLY) as Record<string, FieldRight>;
  return (
    <>
      {description && <p className={styles.description}>{description}</p>}
      <KeyFields
        form={form}
        rights={rights}
        values={ticket.data as JsonObject}
        written={writtenLater(events)}
        zone={zone}
      />
      <Basis ticket={ticket} />
      {trace && (
        <ChangesSince
          since={changesSinceMine(ticket.tasks) ?? changesSinceDecision(events)}
          form={form}
          labels={trace.fields}
          zone={zone}
        />
      )}
    </>
  );
}

interface DecideProps {
  ticket: Ticket;
  offer: Action | undefined;
  decision: Decision;
  onDecide: (decision: Decision) => void;
}

/** At once where an opinion is all that it takes, else on the ticket's own page. */
function Decide({ ticket, offer, decision, onDecide }: DecideProps) {
  const language = useLanguage();
  const navigate = useNavigate();
  if (!offer) return null;
  const apart = whyApart(offer, ticket.data as JsonObject);
  const open = () => (apart ? navigate(`/tickets/${ticket.number}?do=${decision}`) : onDecide(decision));
  return (
    <Button look={decision === "agree" ? "primary" : "danger"} onClick={open}>
      {pick(offer.label, language)}
    </Button>
  );
}
