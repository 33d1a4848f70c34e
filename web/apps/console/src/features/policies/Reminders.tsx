import { useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Control, Select, TextInput } from "@bihuan/ui";
import type { Askable } from "../../shared/conditions/model.ts";
import type { Reminder, SetBody } from "./body.ts";
import styles from "./Policies.module.css";
import {
  datesAmong,
  SIDES,
  type Side,
  sideOf,
  sideText,
  USUAL_TIME,
  withNewReminder,
  withReminder,
} from "./reminding.ts";
import { named } from "./setting.ts";
import { Told } from "./Told.tsx";
import { texts } from "./texts.ts";
import { besideDate, labelOf } from "./words.ts";

interface Props {
  body: SetBody;
  fields: readonly Askable[];
  onChange: ((body: SetBody) => void) | null;
  problemAt: (path: string) => string | undefined;
}

/** Reminders beside dates of the ticket (下次保养日期): in words, or to be changed. */
export function Reminders({ body, fields, onChange, problemAt }: Props) {
  const t = useTexts(texts);
  const known = body.reminders ?? [];
  const dates = datesAmong(fields);
  const first = dates[0];
  if (!known.length && !onChange) return null;
  return (
    <section className={styles.section} aria-label={t("reminders")}>
      <h3>{t("reminders")}</h3>
      {!onChange && <Sentences known={known} />}
      {onChange &&
        known.map((one, at) => (
          <Editor
            key={one.key}
            reminder={one}
            dates={dates}
            problem={problemAt(`reminders.${at}`)}
            onChange={(next) => onChange(withReminder(body, at, next))}
          />
        ))}
      {onChange && first && (
        <div>
          <Button icon="plus" onClick={() => onChange(withNewReminder(body, t("newReminder"), first.key))}>
            {t("addReminder")}
          </Button>
        </div>
      )}
      {onChange && !first && <p className={styles.quiet}>{t("noDates")}</p>}
    </section>
  );
}

function Sentences({ known }: { known: readonly Reminder[] }) {
  const t = useTexts(texts);
  const language = useLanguage();
  return (
    <ul>
      {known.map((one) => (
        <li key={one.key} className={styles.said}>
          {t("reminder", {
            field: labelOf(one.label, one.key, language),
            at: one.at.map((at) => besideDate(at, t)).join(" · "),
            time: one.time ?? USUAL_TIME,
          })}
        </li>
      ))}
    </ul>
  );
}

interface EditorProps {
  reminder: Reminder;
  dates: readonly Askable[];
  problem: string | undefined;
  onChange: (next: Reminder | null) => void;
}

function Editor({ reminder, dates, problem, onChange }: EditorProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const name = labelOf(reminder.label, reminder.key, language);
  return (
    <fieldset className={styles.policy} aria-label={name}>
      <div className={styles.fields}>
        <Control label={t("reminderName")}>
          {({ id }) => (
            <TextInput
              id={id}
              maxLength={60}
              value={name}
              onChange={(event) =>
                onChange({ ...reminder, label: named(reminder.label, language, event.target.value) })
              }
            />
          )}
        </Control>
        <Control label={t("besideWhich")}>
          {({ id }) => (
            <Select
              id={id}
              value={reminder.field}
              onChange={(event) => onChange({ ...reminder, field: event.target.value })}
            >
              {dates.some(({ key }) => key === reminder.field) || <option>{reminder.field}</option>}
              {dates.map((one) => (
                <option key={one.key} value={one.key}>
                  {labelOf(one.label, one.key, language)}
                </option>
              ))}
            </Select>
          )}
        </Control>
        <Control label={t("timeOfDay")}>
          {({ id }) => (
            <TextInput
              id={id}
              type="time"
              value={reminder.time ?? USUAL_TIME}
              onChange={(event) => event.target.value && onChange({ ...reminder, time: event.target.value })}
            />
          )}
        </Control>
      </div>
      <Moments reminder={reminder} onChange={onChange} />
      <div className={styles.head}>
        <Told of={reminder} onChange={onChange} />
        <Button look="quiet" icon="close" label={t("dropReminder", { name })} onClick={() => onChange(null)} />
      </div>
      {problem && (
        <p role="alert" className={styles.fault}>
          {problem}
        </p>
      )}
    </fieldset>
  );
}

/** When: each moment stands once; the last one stays. */
function Moments({ reminder, onChange }: { reminder: Reminder; onChange: (next: Reminder) => void }) {
  const t = useTexts(texts);
  const put = (at: readonly string[]) => onChange({ ...reminder, at: [...new Set(at)] });
  const free = [1, 3, 14, 30, 60, 90].map((days) => `-${days}d`).find((one) => !reminder.at.includes(one));
  return (
    <div className={styles.head}>
      {reminder.at.map((one, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: moments have nothing of their own but their place
        <span key={place} className={`${styles.head} ${styles.moment}`}>
          <Moment at={one} onChange={(next) => put(reminder.at.map((old, n) => (n === place ? next : old)))} />
          {reminder.at.length > 1 && (
            <Button
              look="quiet"
              icon="close"
              label={t("dropMoment", { when: besideDate(one, t) })}
              onClick={() => put(reminder.at.filter((_, n) => n !== place))}
            />
          )}
        </span>
      ))}
      {free && (
        <Button look="quiet" icon="plus" onClick={() => put([...reminder.at, free])}>
          {t("addMoment")}
        </Button>
      )}
    </div>
  );
}

function Moment({ at, onChange }: { at: string; onChange: (at: string) => void }) {
  const t = useTexts(texts);
  const { side, days } = sideOf(at);
  return (
    <>
      <Select
        aria-label={t("moment")}
        value={side}
        onChange={(event) => onChange(sideText(event.target.value as Side, days))}
      >
        {SIDES.map((one) => (
          <option key={one} value={one}>
            {t(one)}
          </option>
        ))}
      </Select>
      {side !== "daysOn" && (
        <TextInput
          type="number"
          min={1}
          max={999}
          aria-label={t("howManyDays")}
          value={String(days)}
          onChange={(event) => onChange(sideText(side, Number(event.target.value)))}
        />
      )}
    </>
  );
}
