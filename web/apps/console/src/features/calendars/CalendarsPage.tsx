import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { may, useMe, useSayProblem } from "@bihuan/session";
import { Button, Chip, Notice, Skeleton, State, showToast, Tag } from "@bihuan/ui";
import { useState } from "react";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import styles from "./Calendars.module.css";
import type { CalendarBody } from "./days.ts";
import { texts } from "./texts.ts";
import { useCalendar, useCalendars, useMakeDefault } from "./useCalendars.ts";
import { Week, Year } from "./Year.tsx";

/** When it is open, day by day: what every clock is measured on. */
export default function CalendarsPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const language = useLanguage();
  const calendars = useCalendars();
  const [asked, setAsked] = useState<string | null>(null);
  const listed = calendars.data ?? [];
  const chosen = listed.find((one) => one.key === asked) ?? listed.find((one) => one.is_default) ?? listed[0];
  return (
    <div className={styles.page}>
      <header>
        <h1>{t("title")}</h1>
        <p className={styles.quiet}>{t("hint")}</p>
      </header>
      {calendars.isPending && <Skeleton lines={8} height={22} />}
      {calendars.isError && !calendars.data && <Failure error={calendars.error} onRetry={() => calendars.refetch()} />}
      {calendars.isSuccess && !listed.length && <State icon="clock" title={t("none")} hint={t("noneHint")} />}
      {listed.length > 1 && (
        <fieldset className={styles.which} aria-label={t("which")}>
          {listed.map((one) => (
            <Chip key={one.key} on={one.key === chosen?.key} onToggle={() => setAsked(one.key)}>
              {pick(one.label, language)}
            </Chip>
          ))}
        </fieldset>
      )}
      {chosen && <Chosen key={chosen.key} calendar={chosen} />}
    </div>
  );
}

type Summary = NonNullable<ReturnType<typeof useCalendars>["data"]>[number];

function Chosen({ calendar }: { calendar: Summary }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const whole = useCalendar(calendar.key);
  const body = whole.data?.body as unknown as CalendarBody | undefined;
  return (
    <>
      <div className={styles.head}>
        <h2>{pick(calendar.label, language)}</h2>
        {calendar.is_default ? <Tag tone="accent">{t("own")}</Tag> : <MakeOwn calendar={calendar.key} />}
        <span className={styles.quiet}>{t("version", { version: calendar.version, zone: calendar.zone })}</span>
      </div>
      {whole.isPending && <Skeleton lines={10} height={20} />}
      {whole.isError && !whole.data && <Failure error={whole.error} onRetry={() => whole.refetch()} />}
      {body && (
        <>
          <Week body={body} />
          <Year body={body} />
        </>
      )}
    </>
  );
}

function MakeOwn({ calendar }: { calendar: string }) {
  const t = useTexts(texts);
  const say = useSayProblem();
  const make = useMakeDefault();
  if (!may(useMe(), "publish", "calendar")) return null;
  return (
    <>
      <Button busy={make.isPending} onClick={() => make.mutate(calendar, { onSuccess: () => showToast(t("madeOwn")) })}>
        {t("makeOwn")}
      </Button>
      {make.error && <Notice>{say(make.error)}</Notice>}
    </>
  );
}
