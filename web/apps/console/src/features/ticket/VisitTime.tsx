import { api, type Ticket, type TicketTime, unwrap, type VisitTimeAnswer } from "@bihuan/api";
import { instantOf, wallOf } from "@bihuan/core";
import { useFormats, useTexts } from "@bihuan/i18n";
import { useCommand, useMe } from "@bihuan/session";
import { Button, Control, Panel, showToast, Tag, TextArea, TextInput } from "@bihuan/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ActionFault } from "../../shared/ActionFault.tsx";
import styles from "./TicketPage.module.css";
import { visitTexts } from "./visitwords.ts";

type Asked = NonNullable<TicketTime["time"]>;

/** 改约: for when the customer asked, and the answer to him; nothing where he never asked. */
export function VisitTime({ ticket }: { ticket: Ticket }) {
  const path = { key: ticket.number };
  const found = useQuery({
    queryKey: ["visit-time", ticket.id, ticket.version],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/visit-time", { params: { path } })),
    placeholderData: (before) => before,
  });
  if (!found.data?.time) return null;
  return <Shown time={found.data.time} mayAnswer={found.data.may_answer} ticket={ticket} />;
}

function Shown({ time, mayAnswer, ticket }: { time: Asked; mayAnswer: boolean; ticket: Ticket }) {
  const t = useTexts(visitTexts);
  const span = useSpan();
  return (
    <Panel title={t("title")}>
      <p className={styles.tags}>
        <Tag tone={time.state === "asked" ? "warn" : "neutral"}>{t(time.state)}</Tag>
        <span>{t("asks", { who: time.asked_by ?? "–", time: span(time.asked_from, time.asked_until) })}</span>
      </p>
      {time.text && <p className={styles.said}>{time.text}</p>}
      {time.at && time.until && <p>{t("stands", { time: span(time.at, time.until) })}</p>}
      {time.answer && <p className={styles.quiet}>{t("said", { who: time.answered_by ?? "–", text: time.answer })}</p>}
      {time.state === "asked" && mayAnswer && <Answer key={time.asked_at} time={time} ticket={ticket} />}
    </Panel>
  );
}

function useAnswer(ticket: Ticket) {
  const client = useQueryClient();
  const path = { key: ticket.number };
  return useCommand({
    mutationFn: (body: VisitTimeAnswer) =>
      unwrap(api.PUT("/api/v1/tickets/{key}/visit-time", { params: { path }, body })),
    // Whether it was answered or refused: what stands there now is to be seen.
    onSettled: () =>
      Promise.all(["ticket", "visit-time"].map((name) => client.invalidateQueries({ queryKey: [name] }))),
  });
}

function Answer({ time, ticket }: { time: Asked; ticket: Ticket }) {
  const t = useTexts(visitTexts);
  const [text, setText] = useState("");
  const [other, setOther] = useState<{ at: number; until: number } | null>(null);
  const answer = useAnswer(ticket);
  const send = (agreed: boolean) => {
    const instead = agreed || other === null || !other.at ? {} : other;
    answer.mutate({ agreed, asked: time.asked_at, text, ...instead }, { onSuccess: () => showToast(t("done")) });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(false);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      {other && <Instead value={other} onChange={setOther} />}
      <Control label={t("words")}>
        {({ id }) => <TextArea id={id} rows={2} value={text} onChange={(event) => setText(event.target.value)} />}
      </Control>
      <ActionFault error={answer.error} />
      <div className={styles.formEnd}>
        {other ? (
          <>
            <Button onClick={() => setOther(null)}>{t("cancel")}</Button>
            <Button type="submit" look="primary" busy={answer.isPending}>
              {t("send")}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={() => setOther({ at: 0, until: 0 })}>{t("other")}</Button>
            <Button look="primary" busy={answer.isPending} onClick={() => send(true)}>
              {t("agree")}
            </Button>
          </>
        )}
      </div>
    </form>
  );
}

interface InsteadProps {
  value: { at: number; until: number };
  onChange: (value: { at: number; until: number }) => void;
}

/** Another time in the company's zone; left empty, the words alone are the answer. */
function Instead({ value, onChange }: InsteadProps) {
  const t = useTexts(visitTexts);
  const { zone } = useMe().tenant;
  const field = (name: "at" | "until", label: string) => (
    <Control label={label}>
      {({ id }) => (
        <TextInput
          id={id}
          type="datetime-local"
          value={value[name] ? new Date(wallOf(value[name], zone)).toISOString().slice(0, 16) : ""}
          onChange={({ target }) =>
            onChange({ ...value, [name]: target.value ? instantOf(Date.parse(`${target.value}Z`), zone) : 0 })
          }
        />
      )}
    </Control>
  );
  return (
    <>
      {field("at", t("from"))}
      {field("until", t("until"))}
    </>
  );
}

function useSpan(): (at: number, until: number) => string {
  const format = useFormats();
  const { zone } = useMe().tenant;
  return (at, until) => `${format.instant(at)}–${new Date(wallOf(until, zone)).toISOString().slice(11, 16)}`;
}
