import type { JointSession, Ticket } from "@bihuan/api";
import { instantOf, wallOf } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Control, Dialog, Select, showToast, TextInput } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import acting from "../../shared/acting/acting.module.css";
import { Choice } from "../../shared/acting/People.tsx";
import { usePersonName } from "../../shared/lookups.ts";
import { outbox } from "../../shared/queue/outbox.ts";
import { useKept } from "../../shared/queue/useKept.ts";
import { texts as shared } from "../../shared/texts.ts";
import { useAvailability } from "../../shared/useTogether.ts";
import styles from "./JobPage.module.css";
import { texts } from "./texts.ts";

const MINUTE = 60_000;
const HALF_HOUR = 30 * MINUTE;
const LENGTHS = [30, 45, 60, 90, 120, 180, 240];

interface Props {
  ticket: Ticket;
  /** The one to move; none: a new one. */
  session: JointSession | null;
  onClose: () => void;
}

/** 约会诊: when, who and where; kept on the phone first, like everything else that is done on it. */
export function Booking({ ticket, session, onClose }: Props) {
  const t = useTexts(texts);
  const say = useTexts(shared);
  const owner = useMe().id;
  const kept = useKept();
  const [draft, setDraft] = useState(() => draftOf(session));
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const toggle = (person: string) =>
    change({
      people: draft.people.includes(person) ? draft.people.filter((one) => one !== person) : [...draft.people, person],
    });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { minutes, ...rest } = draft;
    const body = { ...rest, end: draft.start + minutes * MINUTE, despite: false };
    const work = { kind: "session", ticket: ticket.number, session: session?.id ?? null, body } as const;
    const label = t(session ? "moveSession" : "planSession");
    const id = await kept(outbox.add({ owner, chain: ticket.id, about: ticket.number, label, work }));
    if (!id) return;
    showToast(t("helpSaved", { label }));
    onClose();
  };
  return (
    <Dialog title={t(session ? "moveSession" : "planSession")} closeLabel={say("close")} onClose={onClose}>
      <form className={acting.form} onSubmit={submit}>
        <Slot draft={draft} onChange={change} />
        <Control label={t("people")} required group>
          {() => <Choice chosen={draft.people} onToggle={toggle} />}
        </Control>
        <Free draft={draft} />
        <Where draft={draft} onChange={change} />
        <div className={acting.ends}>
          <Button look="quiet" onClick={onClose}>
            {say("cancel")}
          </Button>
          <Button type="submit" look="primary" disabled={!draft.people.length}>
            {t(session ? "moveSession" : "planSession")}
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
  return {
    start: session?.start ?? Math.ceil(Date.now() / HALF_HOUR) * HALF_HOUR,
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
  const move = (text: string) => text && onChange({ start: instantOf(Date.parse(`${text}Z`), zone) });
  return (
    <>
      <Control label={t("begins")} required>
        {({ id }) => (
          <TextInput
            id={id}
            type="datetime-local"
            required
            value={wall}
            onChange={(event) => move(event.target.value)}
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
    </>
  );
}

/** Who is free in the slot, and who is not; unknown without a network: then the server says so when it arrives. */
function Free({ draft }: { draft: Draft }) {
  const t = useTexts(texts);
  const name = usePersonName();
  const slot = { start: draft.start, end: draft.start + draft.minutes * MINUTE };
  const found = useAvailability(slot, draft.people).data ?? [];
  if (!found.length) return null;
  return (
    <ul className={styles.stack}>
      {found.map(({ person, on_duty, busy }) => {
        const word = busy.length ? "busy" : on_duty === false ? "offDuty" : "free";
        return (
          <li key={person} className={word === "free" ? styles.quiet : styles.warned}>
            {t(word, { name: name(person) || t("somebody") })}
          </li>
        );
      })}
    </ul>
  );
}

function Where({ draft, onChange }: PartProps) {
  const t = useTexts(texts);
  return (
    <>
      {(["subject", "place", "link"] as const).map((part) => (
        <Control key={part} label={t(`session_${part}`)}>
          {({ id }) => (
            <TextInput
              id={id}
              type={part === "link" ? "url" : "text"}
              maxLength={part === "subject" ? 200 : undefined}
              value={draft[part]}
              onChange={(event) => onChange({ [part]: event.target.value })}
            />
          )}
        </Control>
      ))}
    </>
  );
}
