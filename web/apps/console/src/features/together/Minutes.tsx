import { type JointSession, refusedFields, type Ticket } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { Button, Control, Dialog, showToast, TextArea } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { ActionFault } from "../../shared/ActionFault.tsx";
import { usePersonName } from "../../shared/lookups.ts";
import styles from "./Together.module.css";
import { texts } from "./texts.ts";
import { useMinutes } from "./useTogether.ts";

interface Props {
  ticket: Ticket;
  session: JointSession;
  onClose: () => void;
}

/** 纪要: who was there, what was said, and what was decided. */
export function Minutes({ ticket, session, onClose }: Props) {
  const t = useTexts(texts);
  const name = usePersonName();
  const [body, setBody] = useState(() => ({
    minutes: session.minutes ?? "",
    conclusion: session.conclusion ?? "",
    attended: session.attended ?? session.people,
  }));
  const hold = useMinutes(ticket.number, session.id);
  const change = (part: Partial<typeof body>) => setBody((before) => ({ ...before, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const done = () => {
      showToast(t("saved"));
      onClose();
    };
    hold.mutate(body, { onSuccess: done });
  };
  const there = (person: string, on: boolean) =>
    change({ attended: on ? [...body.attended, person] : body.attended.filter((one) => one !== person) });
  return (
    <Dialog title={t("write")} closeLabel={t("close")} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <Control label={t("attended")} group>
          {() => (
            <div className={styles.ticks}>
              {session.people.map((person) => (
                <label key={person} className={styles.tick}>
                  <input
                    type="checkbox"
                    checked={body.attended.includes(person)}
                    onChange={(event) => there(person, event.target.checked)}
                  />
                  <span>{name(person) ?? t("someone")}</span>
                </label>
              ))}
            </div>
          )}
        </Control>
        <Control label={t("minutes")}>
          {({ id }) => (
            <TextArea id={id} value={body.minutes} onChange={(event) => change({ minutes: event.target.value })} />
          )}
        </Control>
        <Control label={t("conclusion")} required problem={refusedFields(hold.error).conclusion}>
          {({ id }) => (
            <TextArea
              id={id}
              required
              value={body.conclusion}
              onChange={(event) => change({ conclusion: event.target.value })}
            />
          )}
        </Control>
        <ActionFault error={hold.error} />
        <div className={styles.formEnd}>
          <Button look="quiet" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" look="primary" busy={hold.isPending}>
            {t("save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
