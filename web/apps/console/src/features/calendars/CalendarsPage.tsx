import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { may, useMe, useSayProblem } from "@bihuan/session";
import { Button, Chip, Notice, Skeleton, State, showToast, Tag } from "@bihuan/ui";
import { useState } from "react";
import { Head } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import styles from "./Calendars.module.css";
import type { CalendarBody } from "./days.ts";
import { keyFor, newCalendar } from "./draft.ts";
import { Editor } from "./Editor.tsx";
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
  const [draft, setDraft] = useState<CalendarBody | null>(null);
  const mayEdit = may(useMe(), "publish", "calendar");
  const listed = calendars.data ?? [];
  const zone = listed.find((one) => one.is_default)?.zone ?? "Asia/Shanghai";
  const chosen = listed.find((one) => one.key === asked) ?? listed.find((one) => one.is_default) ?? listed[0];
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")}>
        {mayEdit && !draft && (
          <Button
            icon="plus"
            onClick={() => setDraft(newCalendar(keyFor(listed.map(({ key }) => key)), t("newName"), zone))}
          >
            {t("create")}
          </Button>
        )}
      </Head>
      {calendars.isPending && <Skeleton lines={8} height={22} />}
      {calendars.isError && !calendars.data && <Failure error={calendars.error} onRetry={() => calendars.refetch()} />}
      {calendars.isSuccess && !listed.length && <State icon="clock" title={t("none")} hint={t("noneHint")} />}
      {draft && (
        <Editor
          from={draft}
          base={0}
          onCancel={() => setDraft(null)}
          onDone={(key) => {
            setDraft(null);
            setAsked(key);
          }}
        />
      )}
      {!draft && listed.length > 1 && (
        <fieldset className={styles.which} aria-label={t("which")}>
          {listed.map((one) => (
            <Chip key={one.key} on={one.key === chosen?.key} onToggle={() => setAsked(one.key)}>
              {pick(one.label, language)}
            </Chip>
          ))}
        </fieldset>
      )}
      {!draft && chosen && <Chosen key={chosen.key} calendar={chosen} />}
    </div>
  );
}

type Summary = NonNullable<ReturnType<typeof useCalendars>["data"]>[number];

function Chosen({ calendar }: { calendar: Summary }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const whole = useCalendar(calendar.key);
  const body = whole.data?.body as unknown as CalendarBody | undefined;
  const [edits, setEdits] = useState(false);
  const mayEdit = may(useMe(), "publish", "calendar");
  const leave = () => setEdits(false);
  if (edits && body) return <Editor from={body} base={calendar.version} onDone={leave} onCancel={leave} />;
  return (
    <>
      <div className={styles.head}>
        <h2>{pick(calendar.label, language)}</h2>
        {calendar.is_default ? <Tag tone="accent">{t("own")}</Tag> : <MakeOwn calendar={calendar.key} />}
        {mayEdit && body && (
          <Button icon="note" onClick={() => setEdits(true)}>
            {t("edit")}
          </Button>
        )}
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
