import type { JointSession, Ticket } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Control, Dialog, showToast, TextArea } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import acting from "../../shared/acting/acting.module.css";
import { usePersonName } from "../../shared/lookups.ts";
import type { Joint } from "../../shared/queue/item.ts";
import { outbox } from "../../shared/queue/outbox.ts";
import { useKept } from "../../shared/queue/useKept.ts";
import { texts as shared } from "../../shared/texts.ts";
import styles from "./JobPage.module.css";
import { texts } from "./texts.ts";

interface Props {
  ticket: Ticket;
  session: JointSession;
  onClose: () => void;
}

/** 纪要: who was there, what was said, and what was decided. With them the session is closed. */
export function Minutes({ ticket, session, onClose }: Props) {
  const t = useTexts(texts);
  const name = usePersonName();
  const [body, setBody] = useState(() => ({
    minutes: session.minutes ?? "",
    conclusion: session.conclusion ?? "",
    attended: session.attended ?? session.people,
  }));
  const keep = useKeeping(ticket, onClose);
  const change = (part: Partial<typeof body>) => setBody((before) => ({ ...before, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void keep(t("writeMinutes"), { kind: "minutes", ticket: ticket.number, session: session.id, body });
  };
  const there = (person: string, on: boolean) =>
    change({ attended: on ? [...body.attended, person] : body.attended.filter((one) => one !== person) });
  return (
    <Sheet title={t("writeMinutes")} send={t("saveMinutes")} onSubmit={submit} onClose={onClose}>
      <Control label={t("attended")} group>
        {() =>
          session.people.map((person) => (
            <label key={person} className={styles.tick}>
              <input
                type="checkbox"
                checked={body.attended.includes(person)}
                onChange={(event) => there(person, event.target.checked)}
              />
              <span>{name(person) || t("somebody")}</span>
            </label>
          ))
        }
      </Control>
      {(["minutes", "conclusion"] as const).map((part) => (
        <Control key={part} label={t(part)} required={part === "conclusion"}>
          {({ id }) => (
            <TextArea
              id={id}
              required={part === "conclusion"}
              value={body[part]}
              onChange={(event) => change({ [part]: event.target.value })}
            />
          )}
        </Control>
      ))}
    </Sheet>
  );
}

/** It does not take place; everybody is told. */
export function Cancelling({ ticket, session, onClose }: Props) {
  const t = useTexts(texts);
  const [reason, setReason] = useState("");
  const keep = useKeeping(ticket, onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void keep(t("cancelSession"), { kind: "cancelSession", ticket: ticket.number, session: session.id, reason });
  };
  return (
    <Sheet title={t("cancelSession")} send={t("cancelSession")} onSubmit={submit} onClose={onClose}>
      <Control label={t("reason")}>
        {({ id }) => <TextArea id={id} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Control>
    </Sheet>
  );
}

function useKeeping(ticket: Ticket, onKept: () => void): (label: string, work: Joint) => Promise<void> {
  const t = useTexts(texts);
  const owner = useMe().id;
  const kept = useKept();
  return async (label, work) => {
    const id = await kept(outbox.add({ owner, chain: ticket.id, about: ticket.number, label, work }));
    if (!id) return;
    showToast(t("helpSaved", { label }));
    onKept();
  };
}

interface SheetProps {
  title: string;
  send: string;
  onSubmit: (event: FormEvent) => void;
  onClose: () => void;
  children: React.ReactNode;
}

function Sheet({ title, send, onSubmit, onClose, children }: SheetProps) {
  const say = useTexts(shared);
  return (
    <Dialog title={title} closeLabel={say("close")} onClose={onClose}>
      <form className={acting.form} onSubmit={onSubmit}>
        {children}
        <div className={acting.ends}>
          <Button look="quiet" onClick={onClose}>
            {say("cancel")}
          </Button>
          <Button type="submit" look="primary">
            {send}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
