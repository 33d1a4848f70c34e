import type { TableRecord } from "@bihuan/api";
import { instantOf, wallOf } from "@bihuan/core";
import { useLanguage, useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button } from "@bihuan/ui";
import { useState } from "react";
import { Link } from "react-router";
import styles from "./Tables.module.css";
import { texts } from "./texts.ts";
import { useRecords } from "./useTable.ts";

const DAY_MS = 86_400_000;
const WEEK = 7;

interface Props {
  table: string;
  by: string;
  until: string | undefined;
  q: string;
}

/** Records on the days on which they begin, a month at a time, on the company's clock. */
export function CalendarView({ table, by, until, q }: Props) {
  const t = useTexts(texts);
  const language = useLanguage();
  const zone = useMe().tenant.zone;
  const [month, setMonth] = useState(() => firstOf(wallOf(Date.now(), zone), 0));
  const weeks = weeksOf(month);
  const first = weeks[0]?.[0] ?? month;
  const last = first + weeks.length * WEEK * DAY_MS;
  const at = (op: string, wall: number) => ({ op, left: { field: by }, right: instantOf(wall, zone) });
  const found = useRecords(table, { q, filter: { all: [at("ge", first), at("lt", last)] }, sort: by });
  const day = (wall: number) =>
    found.items.filter((record) => {
      const start = wallOf(Number(record.values[by]), zone);
      return start >= wall && start < wall + DAY_MS;
    });
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  const name = new Intl.DateTimeFormat(locale, { year: "numeric", month: "long", timeZone: "UTC" }).format(month);
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });
  return (
    <section aria-label={name} className={styles.calendar}>
      <div className={styles.months}>
        <Button look="quiet" icon="back" label={t("before")} onClick={() => setMonth(firstOf(month, -1))} />
        <h2>{name}</h2>
        <Button look="quiet" icon="chevron" label={t("after")} onClick={() => setMonth(firstOf(month, 1))} />
        <Button look="quiet" onClick={() => setMonth(firstOf(wallOf(Date.now(), zone), 0))}>
          {t("today")}
        </Button>
      </div>
      <div className={styles.grid}>
        {weeks[0]?.map((wall) => (
          <span key={wall} className={styles.weekday}>
            {weekday.format(wall)}
          </span>
        ))}
        {weeks.flat().map((wall) => (
          <Day
            key={wall}
            table={table}
            wall={wall}
            month={month}
            records={day(wall)}
            label={labels(by, until, zone)}
            weekday={weekday.format(wall)}
          />
        ))}
        {found.items.length === 0 && <p className={styles.nothing}>{t("noneThisMonth")}</p>}
      </div>
    </section>
  );
}

function Day(props: {
  table: string;
  wall: number;
  month: number;
  records: readonly TableRecord[];
  label: (record: TableRecord) => string;
  weekday: string;
}) {
  const t = useTexts(texts);
  const date = new Date(props.wall);
  const outside = date.getUTCMonth() !== new Date(props.month).getUTCMonth();
  return (
    <div
      className={styles.day}
      data-outside={outside || undefined}
      data-held={props.records.length > 0 || undefined}
      data-day={date.toISOString().slice(0, 10)}
    >
      <span className={styles.count}>
        {date.getUTCDate()} <span className={styles.weekdayOf}>{props.weekday}</span>
      </span>
      {props.records.map((record) => (
        <Link key={record.id} to={`/data/${props.table}/${record.id}`} className={styles.entry}>
          {props.label(record)} {record.title ?? t("untitled")}
        </Link>
      ))}
    </div>
  );
}

/** 09:00–10:30, or when it begins alone. */
function labels(by: string, until: string | undefined, zone: string): (record: TableRecord) => string {
  const clock = (at: unknown) => new Date(wallOf(Number(at), zone)).toISOString().slice(11, 16);
  return (record) => {
    const end = until ? record.values[until] : null;
    return end ? `${clock(record.values[by])}–${clock(end)}` : clock(record.values[by]);
  };
}

function firstOf(wall: number, months: number): number {
  const date = new Date(wall);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
}

/** The days of the weeks that the month touches, from Monday on. */
function weeksOf(month: number): number[][] {
  const start = month - ((new Date(month).getUTCDay() + WEEK - 1) % WEEK) * DAY_MS;
  const weeks: number[][] = [];
  for (let week = start; week < firstOf(month, 1); week += WEEK * DAY_MS) {
    weeks.push(Array.from({ length: WEEK }, (_, day) => week + day * DAY_MS));
  }
  return weeks;
}
