import { useTexts } from "@bihuan/i18n";
import { Button, Control, showToast, TextInput } from "@bihuan/ui";
import { useState } from "react";
import { Refused } from "../../shared/admin/parts.tsx";
import { Effects } from "../../shared/time/Effects.tsx";
import styles from "./Calendars.module.css";
import { Changes } from "./Changes.tsx";
import { DaysEditor } from "./DaysEditor.tsx";
import { type CalendarBody, WEEKDAYS } from "./days.ts";
import { hoursOf, windowFault } from "./draft.ts";
import { texts } from "./texts.ts";
import { usePreviewCalendar, usePublishCalendar } from "./useCalendars.ts";
import { WeekEditor } from "./WeekEditor.tsx";

interface Props {
  from: CalendarBody;
  /** The version that is changed; 0 for a calendar that is new. */
  base: number;
  onDone: (key: string) => void;
  onCancel: () => void;
}

/** A calendar being changed: what it would do is seen first, then it is published as a new version. */
export function Editor({ from, base, onDone, onCancel }: Props) {
  const t = useTexts(texts);
  const [body, setBody] = useState(from);
  const preview = usePreviewCalendar();
  const publish = usePublishCalendar(base);
  const change = (next: CalendarBody) => {
    setBody(next);
    preview.reset();
    publish.reset();
  };
  const rename = (name: string) =>
    change({ ...body, label: { ...body.label, zh: name, ...(base ? {} : { en: name }) } });
  const sound = WEEKDAYS.every((day) => !windowFault(hoursOf(body.week[day])));
  const done = (made: { key: string; version: number }) => {
    showToast(t("publishedCalendar", { version: made.version }));
    onDone(made.key);
  };
  return (
    <>
      <Control label={t("name")} required>
        {({ id }) => (
          <TextInput
            id={id}
            maxLength={50}
            value={body.label?.zh ?? ""}
            onChange={(event) => rename(event.target.value)}
          />
        )}
      </Control>
      <WeekEditor body={body} onChange={change} />
      <DaysEditor body={body} onChange={change} />
      <Refused error={publish.error ?? preview.error} />
      {preview.data && (
        <Effects found={preview.data}>
          <Changes changes={preview.data.changes} />
          <p>{t("atOnce")}</p>
        </Effects>
      )}
      <div className={styles.head}>
        <Button icon="search" busy={preview.isPending} disabled={!sound} onClick={() => preview.mutate(body)}>
          {t("preview")}
        </Button>
        {preview.data && (
          <Button
            look="primary"
            icon="check"
            busy={publish.isPending}
            onClick={() => publish.mutate(body, { onSuccess: done })}
          >
            {t("publish")}
          </Button>
        )}
        <Button onClick={onCancel}>{t("cancel")}</Button>
      </div>
    </>
  );
}
