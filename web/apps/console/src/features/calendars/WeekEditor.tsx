import { useTexts } from "@bihuan/i18n";
import { Button, Select, TextInput } from "@bihuan/ui";
import styles from "./Calendars.module.css";
import { type CalendarBody, WEEKDAYS } from "./days.ts";
import { type DayHours, hoursOf, likeMonday, USUAL, type Window, windowFault, withWeekday } from "./draft.ts";
import { texts } from "./texts.ts";

interface Props {
  body: CalendarBody;
  onChange: (body: CalendarBody) => void;
}

/** The windows of each weekday. */
export function WeekEditor({ body, onChange }: Props) {
  const t = useTexts(texts);
  return (
    <section className={styles.week}>
      <div className={styles.head}>
        <h3>{t("week")}</h3>
        <Button look="quiet" onClick={() => onChange(likeMonday(body))}>
          {t("likeMonday")}
        </Button>
      </div>
      {WEEKDAYS.map((day) => (
        <HoursEditor
          key={day}
          name={t(day)}
          hours={hoursOf(body.week[day])}
          onChange={(hours) => onChange(withWeekday(body, day, hours))}
        />
      ))}
    </section>
  );
}

interface HoursProps {
  name: string;
  hours: DayHours;
  onChange: (hours: DayHours) => void;
}

function HoursEditor({ name, hours, onChange }: HoursProps) {
  const t = useTexts(texts);
  const kind = typeof hours === "string" ? hours : "windows";
  const choose = (next: string) => onChange(next === "windows" ? USUAL : (next as "closed"));
  return (
    <fieldset className={styles.editDay}>
      <legend>{name}</legend>
      <Select aria-label={t("hoursOf", { day: name })} value={kind} onChange={(event) => choose(event.target.value)}>
        <option value="windows">{t("windows")}</option>
        <option value="all">{t("allDay")}</option>
        <option value="closed">{t("closedDay")}</option>
      </Select>
      {typeof hours !== "string" && <Windows name={name} windows={hours} onChange={onChange} />}
    </fieldset>
  );
}

/** Rows of from and to; an end at 00:00 is the end of the day. */
export function Windows(props: { name: string; windows: readonly Window[]; onChange: (next: Window[]) => void }) {
  const t = useTexts(texts);
  const { name, windows, onChange } = props;
  const fault = windowFault(windows);
  const put = (place: number, change: Partial<Window>) =>
    onChange(windows.map((one, index) => (index === place ? { ...one, ...change } : one)));
  return (
    <div className={styles.windows}>
      {windows.map((window, place) => (
        // Rows have nothing of their own but their place.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <span key={place} className={styles.window}>
          <TextInput
            type="time"
            aria-label={t("from", { day: name, no: place + 1 })}
            value={window.from}
            onChange={(event) => put(place, { from: event.target.value })}
          />
          –
          <TextInput
            type="time"
            aria-label={t("to", { day: name, no: place + 1 })}
            value={window.to}
            onChange={(event) => put(place, { to: event.target.value })}
          />
          {windows.length > 1 && (
            <Button
              look="quiet"
              icon="close"
              label={t("dropWindow", { day: name, no: place + 1 })}
              onClick={() => onChange(windows.filter((_, index) => index !== place))}
            />
          )}
        </span>
      ))}
      <Button
        look="quiet"
        icon="plus"
        label={t("addWindow", { day: name })}
        onClick={() => onChange([...windows, { from: "", to: "" }])}
      />
      {fault && (
        <p role="alert" className={styles.fault}>
          {t(fault)}
        </p>
      )}
    </div>
  );
}
