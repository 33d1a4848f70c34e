import { api, type OwnTicket, unwrap } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { Button, Control, Notice, TextArea, TextInput } from "@bihuan/ui";
import { type FormEvent, useState } from "react";
import { Refused } from "../../shared/Frame.tsx";
import styles from "./TicketPage.module.css";
import { visitTexts } from "./visitTexts.ts";

interface Props {
  ticket: OwnTicket;
  onChange: (ticket: OwnTicket) => void;
}

type OwnVisit = OwnTicket["visit"];

/** When somebody comes and where to, and asking for another time. */
export function Visit({ ticket, onChange }: Props) {
  const t = useTexts(visitTexts);
  const [asking, setAsking] = useState(false);
  const { visit } = ticket;
  return (
    <div className={styles.visit}>
      <Expected visit={visit} />
      {visit.time && <Asked time={visit.time} />}
      {visit.may_ask && !asking && (
        <Button icon="clock" onClick={() => setAsking(true)}>
          {t("ask")}
        </Button>
      )}
      {asking && (
        <Asking
          onDone={(next) => {
            setAsking(false);
            if (next) onChange(next);
          }}
        />
      )}
    </div>
  );
}

function Expected({ visit: { time, wanted, arrives_at: arrives, place } }: { visit: OwnVisit }) {
  const t = useTexts(visitTexts);
  const formats = useFormats();
  const span = useSpan();
  if (!time?.at && !wanted && !arrives && !place) return null;
  const map = place && mapLink(place);
  return (
    <dl className={styles.facts}>
      {arrives && (
        <div>
          <dt>{t("arrives")}</dt>
          <dd>{formats.instant(arrives)}</dd>
        </div>
      )}
      {time?.at && time.until ? (
        <div>
          <dt>{t("due")}</dt>
          <dd>{span(time.at, time.until)}</dd>
        </div>
      ) : (
        wanted && (
          <div>
            <dt>{t("wanted")}</dt>
            <dd>{formats.instant(wanted)}</dd>
          </div>
        )
      )}
      {place && (
        <div>
          <dt>{t("place")}</dt>
          <dd>
            {[place.name, place.address].filter(Boolean).join(" · ")} {map && <a href={map}>{t("map")}</a>}
          </dd>
        </div>
      )}
    </dl>
  );
}

/** What was asked for, and the answer. */
function Asked({ time }: { time: NonNullable<OwnVisit["time"]> }) {
  const t = useTexts(visitTexts);
  const span = useSpan();
  return (
    <Notice tone={time.state === "agreed" ? "good" : "warn"}>
      <p>
        {t(time.state, { time: span(time.asked_from, time.asked_until) })}
        {time.state === "declined" && time.at && time.until && ` ${t("instead", { time: span(time.at, time.until) })}`}
      </p>
      {time.answer && <p>{t("answer", { text: time.answer })}</p>}
    </Notice>
  );
}

function Asking({ onDone }: { onDone: (next: OwnTicket | null) => void }) {
  const t = useTexts(visitTexts);
  const [given, setGiven] = useState({ day: "", from: "09:00", until: "12:00", text: "" });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const set = (more: Partial<typeof given>) => setGiven((before) => ({ ...before, ...more }));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    const [at, until] = [given.from, given.until].map((time) => new Date(`${given.day}T${time}`).getTime());
    const body = { at: at ?? 0, until: until ?? 0, text: given.text };
    await unwrap(api.POST("/api/v1/portal/ticket/visit-time", { body })).then(onDone, setError);
    setBusy(false);
  };
  const time = (name: "from" | "until") => (
    <Control label={t(name)} required>
      {({ id }) => (
        <TextInput
          id={id}
          type="time"
          required
          value={given[name]}
          onChange={(event) => set({ [name]: event.target.value })}
        />
      )}
    </Control>
  );
  return (
    <form className={styles.doing} onSubmit={submit}>
      <Control label={t("day")} required>
        {({ id }) => (
          <TextInput
            id={id}
            type="date"
            required
            value={given.day}
            onChange={(event) => set({ day: event.target.value })}
          />
        )}
      </Control>
      <div className={styles.span}>
        {time("from")}
        {time("until")}
      </div>
      <Control label={t("why")}>
        {({ id }) => <TextArea id={id} value={given.text} onChange={(event) => set({ text: event.target.value })} />}
      </Control>
      <Refused error={error} />
      <div className={styles.buttons}>
        <Button onClick={() => onDone(null)}>{t("cancel")}</Button>
        <Button type="submit" look="primary" busy={busy}>
          {t("send")}
        </Button>
      </div>
    </form>
  );
}

/** A time from when to when; the day once where both are on it. */
function useSpan(): (at: number, until: number) => string {
  const formats = useFormats();
  return (at, until) => {
    const sameDay = new Date(at).toDateString() === new Date(until).toDateString();
    return `${formats.instant(at)}–${sameDay ? new Date(until).toTimeString().slice(0, 5) : formats.instant(until)}`;
  };
}

/** Opens the phone's own map: by the point, else by the address. Nothing is loaded from elsewhere before. */
function mapLink({ name, address, lat, lng }: NonNullable<OwnVisit["place"]>): string | null {
  const called = encodeURIComponent(name ?? "");
  if (lat && lng) return `https://uri.amap.com/marker?position=${lng},${lat}&name=${called}&coordinate=wgs84`;
  return address ? `https://uri.amap.com/search?keyword=${encodeURIComponent(address)}` : null;
}
