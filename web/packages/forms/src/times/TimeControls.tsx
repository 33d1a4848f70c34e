import { clockText, dayShifted, isObject, type Json, KINDS, wallOf } from "@bihuan/core";
import { useTexts } from "@bihuan/i18n";
import { Button, Chip, TextInput } from "@bihuan/ui";
import type { ControlInput } from "../controlInput.ts";
import styles from "./Times.module.css";
import { texts } from "./texts.ts";

interface Props {
  input: ControlInput;
  value: Json;
  attributes: Record<string, unknown>;
}

/** Days, times of day, spans of days and lengths of time. */
export default function TimeControl(props: Props) {
  switch (props.input.field.kind.name) {
    case "time":
      return <Clock {...props} />;
    case "date_range":
      return <Span {...props} />;
    case "duration":
      return <Length {...props} />;
    default:
      return <Day {...props} />;
  }
}

const wallNow = (zone: string): string => new Date(wallOf(Date.now(), zone)).toISOString();

/** The first and the last day that may be chosen. */
function windowOf({ field, state }: ControlInput): { min: string | undefined; max: string | undefined } {
  const today = wallNow(state.zone).slice(0, 10);
  const { earliest_days: earliest, latest_days: latest } = field.settings;
  const at = (days: Json | undefined) => (days == null ? undefined : dayShifted(today, Number(days)));
  return { min: at(earliest), max: at(latest) };
}

/** What the kind says of a value in words; empty while it cannot be read. */
function told({ field, language }: ControlInput, value: Json): string {
  try {
    return field.kind.tell?.(field.kind.clean(value, field), field, language) ?? "";
  } catch {
    return "";
  }
}

function Day({ input, value, attributes }: Props) {
  const t = useTexts(texts);
  const { field, state, cell } = input;
  const put = (text: string) => state.set(field.key, text || null);
  const { min, max } = windowOf(input);
  const today = wallNow(state.zone).slice(0, 10);
  const may = (min === undefined || min <= today) && (max === undefined || today <= max);
  const weekday = told(input, value).split(" ")[1];
  return (
    <div className={styles.line}>
      <TextInput
        {...attributes}
        type="date"
        min={min}
        max={max}
        value={String(value ?? "")}
        onChange={(event) => put(event.target.value)}
      />
      {!cell && weekday && <span className={styles.said}>{weekday}</span>}
      {!cell && !value && may && <Button onClick={() => put(today)}>{t("today")}</Button>}
    </div>
  );
}

function Clock({ input, value, attributes }: Props) {
  const t = useTexts(texts);
  const { field, state, cell } = input;
  const put = (text: string) => state.set(field.key, text || null);
  const step = Number(field.settings.step ?? 1);
  const shown = /^\d+$/.test(String(value ?? "")) ? clockText(Number(value)) : String(value ?? "");
  const now = () => {
    const [hour = 0, minute = 0] = wallNow(state.zone).slice(11, 16).split(":").map(Number);
    put(clockText(Math.floor((hour * 60 + minute) / step) * step));
  };
  return (
    <div className={styles.line}>
      <TextInput
        {...attributes}
        type="time"
        step={step * 60}
        value={shown}
        onChange={(event) => put(event.target.value)}
      />
      {!cell && !value && <Button onClick={now}>{t("now")}</Button>}
    </div>
  );
}

function Span({ input, value, attributes }: Props) {
  const t = useTexts(texts);
  const { field, state } = input;
  const ends = isObject(value) ? { from: value.from ?? null, to: value.to ?? null } : { from: null, to: null };
  const { min, max } = windowOf(input);
  const put = (end: "from" | "to", text: string) => {
    const next = { ...ends, [end]: text || null };
    state.set(field.key, next.from === null && next.to === null ? null : next);
  };
  const standing = state.evaluation.values[field.key];
  const days = isObject(standing) && ends.from && ends.to ? standing.days : null;
  const { id, ...others } = attributes;
  return (
    <div className={styles.line}>
      <TextInput
        {...others}
        id={id as string}
        aria-label={t("from")}
        type="date"
        min={min}
        max={String(ends.to ?? "") || max}
        value={String(ends.from ?? "")}
        onChange={(event) => put("from", event.target.value)}
      />
      <span className={styles.said}>{t("until")}</span>
      <TextInput
        {...others}
        aria-label={t("to")}
        type="date"
        min={String(ends.from ?? "") || min}
        max={max}
        value={String(ends.to ?? "")}
        onChange={(event) => put("to", event.target.value)}
      />
      {days != null && <output className={styles.said}>{t("days", { n: String(days) })}</output>}
    </div>
  );
}

const USUAL = [30, 60, 120, 240];

/** Typed as people say it; what was understood stands beside it. */
function Length({ input, value, attributes }: Props) {
  const t = useTexts(texts);
  const { field, state, language, cell } = input;
  const put = (text: string | null) => state.set(field.key, text || null);
  const said = told(input, value);
  const typed = field.key in state.changes ? String(value ?? "") : said;
  const offered = USUAL.map((minutes) => ({ minutes, text: KINDS.get("duration")?.tell?.(minutes, field, language) }));
  return (
    <>
      <div className={styles.line}>
        <TextInput
          {...attributes}
          autoComplete="off"
          placeholder={cell ? undefined : t("lengthHint")}
          value={typed}
          onChange={(event) => put(event.target.value)}
        />
        {!cell && said && said !== typed && <output className={styles.said}>= {said}</output>}
      </div>
      {!cell && (
        <div className={styles.chips}>
          {offered.map(({ minutes, text }) => (
            <Chip key={minutes} on={said === text} onToggle={() => put(said === text ? null : (text ?? null))}>
              {text}
            </Chip>
          ))}
        </div>
      )}
    </>
  );
}
