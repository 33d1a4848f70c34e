import { type JointSession, type Ticket, tenantBase } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Button, Control, Dialog, Icon, showToast, Tag, TextArea } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { ActionFault } from "../../shared/ActionFault.tsx";
import { usePersonName } from "../../shared/lookups.ts";
import { Booking } from "./Booking.tsx";
import { Minutes } from "./Minutes.tsx";
import styles from "./Together.module.css";
import { texts } from "./texts.ts";
import { useCancelSession } from "./useTogether.ts";

const TONES = { planned: "accent", held: "good", cancelled: "quiet" } as const;

interface Props {
  ticket: Ticket;
  session: JointSession;
  mayPlan: boolean;
}

/** One session: when, who, and what came of it. */
export function Session({ ticket, session, mayPlan }: Props) {
  const t = useTexts(texts);
  const format = useFormats();
  const name = usePersonName();
  const names = (people: readonly string[]) => people.map((one) => name(one) ?? t("someone")).join("、");
  const { start, end, place, link, attended, minutes, conclusion, reason } = session;
  return (
    <div className={styles.session}>
      <p className={styles.head}>
        <span className={styles.title}>{session.subject ?? t("sessions")}</span>
        <Tag tone={TONES[session.state]}>{t(session.state)}</Tag>
      </p>
      <p className={styles.quiet}>
        {format.exact(start)} · {t("minutesLong", { count: Math.round((end - start) / 60_000) })}
        {place && ` · ${place}`}
      </p>
      <p className={styles.quiet}>
        {t("people")}：{names(session.people)}
        {attended && ` · ${t("attended")}：${names(attended)}`}
      </p>
      {conclusion && (
        <dl className={styles.outcome}>
          <div>
            <dt>{t("conclusion")}</dt>
            <dd>{conclusion}</dd>
          </div>
          {minutes && (
            <div>
              <dt>{t("minutes")}</dt>
              <dd>{minutes}</dd>
            </div>
          )}
        </dl>
      )}
      {reason && <p className={styles.quiet}>{t("because", { reason })}</p>}
      <div className={styles.actions}>
        {link && session.state === "planned" && (
          <a href={link} target="_blank" rel="noreferrer" className={styles.link}>
            <Icon name="globe" />
            {t("openLink")}
          </a>
        )}
        {session.state === "planned" && (
          <a href={`${tenantBase()}/api/v1/joint-sessions/${session.id}/calendar`} download className={styles.link}>
            <Icon name="clock" />
            {t("calendar")}
          </a>
        )}
        {mayPlan && <Doings ticket={ticket} session={session} />}
      </div>
    </div>
  );
}

function Doings({ ticket, session }: Omit<Props, "mayPlan">) {
  const t = useTexts(texts);
  const [dialog, setDialog] = useState<"change" | "cancel" | "write" | null>(null);
  const close = () => setDialog(null);
  const planned = session.state === "planned";
  const begun = session.start <= Date.now() && session.state !== "cancelled";
  return (
    <>
      {planned && (
        <Button look="quiet" onClick={() => setDialog("change")}>
          {t("change")}
        </Button>
      )}
      {planned && (
        <Button look="quiet" onClick={() => setDialog("cancel")}>
          {t("cancelSession")}
        </Button>
      )}
      {begun && (
        <Button look={planned ? "plain" : "quiet"} onClick={() => setDialog("write")}>
          {t(planned ? "write" : "correct")}
        </Button>
      )}
      {dialog === "change" && <Booking {...{ ticket, session, onClose: close }} />}
      {dialog === "cancel" && <Cancelling {...{ ticket, session, onClose: close }} />}
      {dialog === "write" && <Minutes {...{ ticket, session, onClose: close }} />}
    </>
  );
}

function Cancelling({ ticket, session, onClose }: Omit<Props, "mayPlan"> & { onClose: () => void }) {
  const t = useTexts(texts);
  const [reason, setReason] = useState("");
  const cancel = useCancelSession(ticket.number, session.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const done = () => {
      showToast(t("gone"));
      onClose();
    };
    cancel.mutate(reason, { onSuccess: done });
  };
  return (
    <Dialog title={t("cancelSession")} closeLabel={t("close")} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <Control label={t("reason")}>
          {({ id }) => <TextArea id={id} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Control>
        <ActionFault error={cancel.error} />
        <div className={styles.formEnd}>
          <Button look="quiet" onClick={onClose}>
            {t("close")}
          </Button>
          <Button type="submit" look="danger" busy={cancel.isPending}>
            {t("cancelSession")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
