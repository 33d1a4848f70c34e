import type { SlaPreview } from "@bihuan/api";
import { useTexts } from "@bihuan/i18n";
import { type CalendarBody, hoursWords, type SpecialDay, WEEKDAYS, type Weekday } from "./days.ts";
import { texts } from "./texts.ts";

type Change = SlaPreview["changes"][number];
const MOST_SHOWN = 30;

/** What a draft changes, day by day. */
export function Changes({ changes }: { changes: readonly Change[] }) {
  const t = useTexts(texts);
  const rest = changes.length - MOST_SHOWN;
  return (
    <ul aria-label={t("changes")}>
      {changes.slice(0, MOST_SHOWN).map((change) => (
        <OneChange key={`${change.what} ${change.where}`} change={change} />
      ))}
      {rest > 0 && <li>{t("moreChanges", { count: rest })}</li>}
    </ul>
  );
}

function OneChange({ change }: { change: Change }) {
  const t = useTexts(texts);
  const day = WEEKDAYS.find((one) => one === change.where);
  const told = (value: unknown) => {
    if (change.what === "week")
      return hoursWords(value as CalendarBody["week"]["mon"] & {}, t("allDay")) || t("closedDay");
    if (change.what === "day") return specialWords(value as SpecialDay | null);
    return plain(value);
  };
  const specialWords = (special: SpecialDay | null) => {
    if (!special) return t("asUsual");
    if (special.closed) return t("holiday");
    if (special.like) return t("likeDay", { day: t(special.like as Weekday) });
    return hoursWords(special.open ?? [], t("allDay"));
  };
  const where = day ? t(day) : change.what === "day" ? change.where : t(`what_${change.what}` as "what_label");
  return <li>{t("change", { where, old: told(change.old), next: told(change.new) })}</li>;
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (Array.isArray(value)) return value.join("、");
  return typeof value === "object" ? (Object.values(value)[0] ?? "") : String(value);
}
