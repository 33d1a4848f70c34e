import { isProblem, type JointSession, refusedFields, type Ticket } from "@bihuan/api";
import { instantOf, wallOf } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Control, Dialog, Select, showToast, TextInput } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { ActionFault } from "../../shared/ActionFault.tsx";
import { usePersonName } from "../../shared/lookups.ts";
import { People } from "./People.tsx";
import styles from "./Together.module.css";
import { texts } from "./texts.ts";
import { useAvailability, useBook } from "./useTogether.ts";

const MINUTE = 60_000;
const HALF_HOUR = 30 * MINUTE;
const LENGTHS = [30, 45, 60, 90, 120, 180, 240];

interface Props {
  ticket: Ticket;
  /** The one to change; none: a new one. */
  session: JointSession | null;
  onClose: () => void;
}

/** When, who, and where: with who is free shown while it is written. */
export function Booking({ ticket, session, onClose }: Props) {
  const t = useTexts(texts);
  const [draft, setDraft] = useState(() => draftOf(session));
  const [despite, setDespite] = useState(false);
  const book = useBook(ticket.number, session?.id ?? null);
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const insists = isProblem(book.error, "session.busy") || despite;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { minutes, ...body } = draft;
    const done = () => {
      showToast(t("booked"));
      onClose();
    };
    book.mutate({ ...body, end: draft.start + minutes * MINUTE, despite }, { onSuccess: done });
  };
  return (
    <Dialog title={t("plan")} closeLabel={t("close")} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <Slot draft={draft} onChange={change} />
        <People label={t("people")} people={draft.people} onChange={(people) => change({ people })} />
        <Free draft={draft} />
        <Where draft={draft} onChange={change} faults={refusedFields(book.error)} />
        <ActionFault error={book.error} />
        {insists && (
          <label className={styles.tick}>
            <input type="checkbox" checked={despite} onChange={(event) => setDespite(event.target.checked)} />
            <span>{t("despite")}</span>
          </label>
        )}
        <div className={styles.formEnd}>
          <Button look="quiet" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" look="primary" busy={book.isPending} disabled={!draft.people.length}>
            {session ? t("save") : t("plan")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface Draft {
  start: number;
  minutes: number;
  people: string[];
  subject: string;
  place: string;
  link: string;
}

function draftOf(session: JointSession | null): Draft {
  const next = Math.ceil(Date.now() / HALF_HOUR) * HALF_HOUR;
  return {
    start: session?.start ?? next,
    minutes: session ? (session.end - session.start) / MINUTE : 60,
    people: session?.people ?? [],
    subject: session?.subject ?? "",
    place: session?.place ?? "",
    link: session?.link ?? "",
  };
}

interface PartProps {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
}

function Slot({ draft, onChange }: PartProps) {
  const t = useTexts(texts);
  const { zone } = useMe().tenant;
  const wall = new Date(wallOf(draft.start, zone)).toISOString().slice(0, 16);
  const lengths = LENGTHS.includes(draft.minutes) ? LENGTHS : [...LENGTHS, draft.minutes];
  return (
    <div className={styles.two}>
      <Control label={t("start")} required>
        {({ id }) => (
          <TextInput
            id={id}
            type="datetime-local"
            required
            value={wall}
            onChange={(event) =>
              event.target.value && onChange({ start: instantOf(Date.parse(`${event.target.value}Z`), zone) })
            }
          />
        )}
      </Control>
      <Control label={t("length")}>
        {({ id }) => (
          <Select id={id} value={draft.minutes} onChange={(event) => onChange({ minutes: Number(event.target.value) })}>
            {lengths.map((count) => (
              <option key={count} value={count}>
                {t("minutesLong", { count })}
              </option>
            ))}
          </Select>
        )}
      </Control>
    </div>
  );
}

/** Who is free in the slot, and who is not. */
function Free({ draft }: { draft: Draft }) {
  const t = useTexts(texts);
  const name = usePersonName();
  const slot = { start: draft.start, end: draft.start + draft.minutes * MINUTE };
  const found = useAvailability(slot, draft.people).data ?? [];
  if (!found.length) return null;
  return (
    <ul className={styles.free}>
      {found.map(({ person, on_duty, busy }) => {
        const word = busy.length ? "busy" : on_duty === false ? "offDuty" : "free";
        return (
          <li key={person} className={word === "free" ? styles.quiet : styles.warned}>
            {t(word, { name: name(person) ?? t("someone") })}
          </li>
        );
      })}
    </ul>
  );
}

function Where({ draft, onChange, faults }: PartProps & { faults: Record<string, string> }) {
  const t = useTexts(texts);
  return (
    <>
      <Control label={t("subject")} problem={faults.subject}>
        {({ id }) => (
          <TextInput
            id={id}
            maxLength={200}
            value={draft.subject}
            onChange={(event) => onChange({ subject: event.target.value })}
          />
        )}
      </Control>
      <div className={styles.two}>
        <Control label={t("place")} problem={faults.place}>
          {({ id }) => (
            <TextInput id={id} value={draft.place} onChange={(event) => onChange({ place: event.target.value })} />
          )}
        </Control>
        <Control label={t("link")} help={t("linkHint")} problem={faults.link}>
          {({ id }) => (
            <TextInput
              id={id}
              type="url"
              value={draft.link}
              onChange={(event) => onChange({ link: event.target.value })}
            />
          )}
        </Control>
      </div>
    </>
  );
}
