import { useTexts } from "@bihuan/i18n";
import { Button, Control, Select, TextInput } from "@bihuan/ui";
import { useState } from "react";
import styles from "./Calendars.module.css";
import { type CalendarBody, hoursWords, specialDaysOf, WEEKDAYS, type Weekday } from "./days.ts";
import { type NewDay, type SpecialKind, USUAL, windowFault, withDay, withoutDay } from "./draft.ts";
import { texts } from "./texts.ts";
import { Windows } from "./WeekEditor.tsx";

interface Props {
  body: CalendarBody;
  onChange: (body: CalendarBody) => void;
}

/** Holidays, make-up workdays and other hours, year by year. */
export function DaysEditor({ body, onChange }: Props) {
  const t = useTexts(texts);
  const [year, setYear] = useState(() => new Date().getFullYear());
  const days = specialDaysOf(body, year);
  return (
    <section className={styles.week}>
      <div className={styles.head}>
        <Button look="quiet" label={t("before")} icon="back" onClick={() => setYear(year - 1)} />
        <h3 aria-live="polite">{t("special", { year })}</h3>
        <span className={styles.forward}>
          <Button look="quiet" label={t("after")} icon="back" onClick={() => setYear(year + 1)} />
        </span>
      </div>
      {!days.length && <p className={styles.quiet}>{t("noSpecial")}</p>}
      <ul className={styles.editDays} aria-label={t("special", { year })}>
        {days.map((day) => {
          const hours = day.like ? (body.week[day.like] ?? []) : (day.open ?? []);
          const date = day.to ? t("until", { from: day.date, to: day.to }) : day.date;
          return (
            <li key={day.date}>
              <span>{date}</span>
              <span>{day.name}</span>
              <span className={styles.quiet}>{hoursWords(hours, t("allDay")) || t("closedDay")}</span>
              <Button
                look="quiet"
                icon="close"
                label={t("dropDay", { date })}
                onClick={() => onChange(withoutDay(body, day))}
              />
            </li>
          );
        })}
      </ul>
      <AddDay onAdd={(day) => onChange(withDay(body, day))} />
    </section>
  );
}

const BLANK: NewDay = { date: "", to: "", name: "", kind: "closed", like: "mon", hours: USUAL };

function AddDay({ onAdd }: { onAdd: (day: NewDay) => void }) {
  const t = useTexts(texts);
  const [day, setDay] = useState(BLANK);
  const put = (change: Partial<NewDay>) => setDay({ ...day, ...change });
  const ready = day.date.length === 10 && (day.kind !== "open" || !windowFault(day.hours));
  const add = () => {
    onAdd(day);
    setDay(BLANK);
  };
  return (
    <fieldset className={styles.addDay}>
      <legend>{t("addDay")}</legend>
      <DateField label={t("date")} value={day.date} onChange={(date) => put({ date })} />
      <DateField label={t("lastDate")} value={day.to} onChange={(to) => put({ to })} />
      <Control label={t("kindOfDay")}>
        {({ id }) => (
          <Select id={id} value={day.kind} onChange={(event) => put({ kind: event.target.value as SpecialKind })}>
            <option value="closed">{t("holiday")}</option>
            <option value="like">{t("make_up")}</option>
            <option value="open">{t("changed")}</option>
          </Select>
        )}
      </Control>
      {day.kind === "like" && <LikeDay value={day.like} onChange={(like) => put({ like })} />}
      {day.kind === "open" && <Windows name={t("changed")} windows={day.hours} onChange={(hours) => put({ hours })} />}
      <Control label={t("dayName")}>
        {({ id }) => (
          <TextInput id={id} maxLength={50} value={day.name} onChange={(event) => put({ name: event.target.value })} />
        )}
      </Control>
      <Button icon="plus" disabled={!ready} onClick={add}>
        {t("add")}
      </Button>
    </fieldset>
  );
}

function DateField(props: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <Control label={props.label}>
      {({ id }) => (
        <TextInput id={id} type="date" value={props.value} onChange={(event) => props.onChange(event.target.value)} />
      )}
    </Control>
  );
}

function LikeDay({ value, onChange }: { value: Weekday; onChange: (day: Weekday) => void }) {
  const t = useTexts(texts);
  return (
    <Control label={t("workedLike")}>
      {({ id }) => (
        <Select id={id} value={value} onChange={(event) => onChange(event.target.value as Weekday)}>
          {WEEKDAYS.map((day) => (
            <option key={day} value={day}>
              {t(day)}
            </option>
          ))}
        </Select>
      )}
    </Control>
  );
}
