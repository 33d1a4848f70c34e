import { useLanguage, useTexts } from "@bihuan/i18n";
import { may, useMe, useSayProblem } from "@bihuan/session";
import { Button, Notice, showToast } from "@bihuan/ui";
import { useState } from "react";
import styles from "./Calendars.module.css";
import {
  type CalendarBody,
  type Day,
  hoursWords,
  isProvisional,
  monthOf,
  type SpecialDay,
  specialDaysOf,
  WEEKDAYS,
} from "./days.ts";
import { texts } from "./texts.ts";
import { useOfficialYear } from "./useCalendars.ts";

const MONTHS = Array.from({ length: 12 }, (_, month) => month);
const KINDS = ["open", "closed", "holiday", "make_up", "changed"] as const;

/** The hours of an ordinary week. */
export function Week({ body }: { body: CalendarBody }) {
  const t = useTexts(texts);
  return (
    <section className={styles.week}>
      <h3>{t("week")}</h3>
      <dl className={styles.hours}>
        {WEEKDAYS.map((day) => (
          <div key={day}>
            <dt>{t(day)}</dt>
            <dd>{hoursWords(body.week[day] ?? [], t("allDay")) || t("closedDay")}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** A year at a glance, and its special days in words. */
export function Year({ body }: { body: CalendarBody }) {
  const t = useTexts(texts);
  const [year, setYear] = useState(() => new Date().getFullYear());
  return (
    <section className={styles.year}>
      <header className={styles.head}>
        <Button look="quiet" label={t("before")} icon="back" onClick={() => setYear(year - 1)} />
        <h3 aria-live="polite">{year}</h3>
        <span className={styles.forward}>
          <Button look="quiet" label={t("after")} icon="back" onClick={() => setYear(year + 1)} />
        </span>
        <Legend />
      </header>
      {isProvisional(body, year) && <Provisional body={body} year={year} />}
      <div className={styles.months}>
        {MONTHS.map((month) => (
          <Month key={month} body={body} year={year} month={month} />
        ))}
      </div>
      <Special days={specialDaysOf(body, year)} body={body} year={year} />
    </section>
  );
}

function Legend() {
  const t = useTexts(texts);
  return (
    <ul className={styles.legend}>
      {KINDS.map((kind) => (
        <li key={kind}>
          <span className={styles.swatch} data-kind={kind} aria-hidden="true" />
          {t(kind)}
        </li>
      ))}
    </ul>
  );
}

function Provisional({ body, year }: { body: CalendarBody; year: number }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const bring = useOfficialYear(body.key);
  // The notice of a year that has not begun may not be out; it comes with an update, or as a file.
  const mayBring = may(useMe(), "publish", "calendar") && year <= new Date().getFullYear();
  return (
    <Notice tone="warn">
      <p>{t("provisional", { year })}</p>
      {mayBring && (
        <Button busy={bring.isPending} onClick={() => bring.mutate(year, { onSuccess: () => showToast(t("brought")) })}>
          {t("bring", { year })}
        </Button>
      )}
      {bring.error && <p>{say(bring.error)}</p>}
    </Notice>
  );
}

function Month({ body, year, month }: { body: CalendarBody; year: number; month: number }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const name = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", { month: "short", timeZone: "UTC" });
  const { gaps, days } = monthOf(body, year, month);
  return (
    <div className={styles.month}>
      <h4>{name.format(Date.UTC(year, month, 1))}</h4>
      <ol className={styles.days}>
        {days.map((day, index) => (
          <li
            key={day.date}
            data-kind={day.kind}
            title={told(day, t(day.kind), t("allDay"))}
            style={index ? undefined : { gridColumnStart: gaps + 1 }}
          >
            {day.number}
          </li>
        ))}
      </ol>
    </div>
  );
}

function told(day: Day, kind: string, allDay: string): string {
  return [day.date, day.name || kind, hoursWords(day.hours, allDay)].filter(Boolean).join(" · ");
}

function Special({ days, body, year }: { days: readonly SpecialDay[]; body: CalendarBody; year: number }) {
  const t = useTexts(texts);
  return (
    <div className={styles.special}>
      <h3>{t("special", { year })}</h3>
      {!days.length && <p className={styles.quiet}>{t("noSpecial")}</p>}
      <ul>
        {days.map((day) => {
          const hours = day.like ? (body.week[day.like] ?? []) : (day.open ?? []);
          return (
            <li key={day.date}>
              <span>{day.to ? t("until", { from: day.date, to: day.to }) : day.date}</span>
              <span>{day.name}</span>
              <span className={styles.quiet}>{hoursWords(hours, t("allDay")) || t("closedDay")}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
