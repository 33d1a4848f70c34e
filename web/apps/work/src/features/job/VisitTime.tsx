import { api, type Ticket, type TicketTime, unwrap } from "@bihuan/api";
import { wallOf } from "@bihuan/core";
import { useFormats, useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Control, Panel, showToast, TextArea } from "@bihuan/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Item } from "../../shared/queue/item.ts";
import { outbox } from "../../shared/queue/outbox.ts";
import { useKept } from "../../shared/queue/useKept.ts";
import styles from "./JobPage.module.css";
import { visitWords } from "./visitWords.ts";

/** 改约: whoever comes answers the customer himself; nothing where nobody waits for an answer of his. */
export function VisitTime({ ticket, outgoing }: { ticket: Ticket; outgoing: readonly Item[] }) {
  const path = { key: ticket.number };
  const found = useQuery({
    queryKey: ["visit-time", ticket.number, ticket.version],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{key}/visit-time", { params: { path } })),
    retry: false,
  });
  const time = found.data?.time;
  if (time?.state !== "asked" || !found.data?.may_answer) return null;
  const isHis = ({ work, state }: Item) =>
    work.kind === "visitTime" && work.body.asked === time.asked_at && state !== "refused";
  if (outgoing.some(isHis)) return null;
  return <Answer key={time.asked_at} time={time} ticket={ticket} />;
}

function Answer({ time, ticket }: { time: NonNullable<TicketTime["time"]>; ticket: Ticket }) {
  const t = useTexts(visitWords);
  const format = useFormats();
  const me = useMe();
  const kept = useKept();
  const [text, setText] = useState("");
  const until = new Date(wallOf(time.asked_until, me.tenant.zone)).toISOString().slice(11, 16);
  const answer = async (agreed: boolean) => {
    const body = { agreed, asked: time.asked_at, text: text.trim() };
    const work = { kind: "visitTime", ticket: ticket.number, body } as const;
    const label = t(agreed ? "agreed" : "declined");
    const id = await kept(outbox.add({ owner: me.id, chain: ticket.id, about: ticket.number, label, work }));
    if (id) showToast(t("saved"));
  };
  return (
    <Panel title={t("title")}>
      <div className={styles.stack}>
        <p>{t("asks", { who: time.asked_by ?? "–", time: `${format.instant(time.asked_from)}–${until}` })}</p>
        {time.text && <p>{time.text}</p>}
        <Control label={t("words")}>
          {({ id }) => <TextArea id={id} rows={2} value={text} onChange={(event) => setText(event.target.value)} />}
        </Control>
        <div className={styles.ends}>
          <Button disabled={!text.trim()} onClick={() => answer(false)}>
            {t("decline")}
          </Button>
          <Button look="primary" onClick={() => answer(true)}>
            {t("agree")}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
