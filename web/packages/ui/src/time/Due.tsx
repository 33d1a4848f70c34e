import { useFormats, useTexts } from "@bihuan/i18n";
import { Tag } from "../Chip.tsx";
import { countdownOf, type RowClock, type WorkingHours } from "./countdown.ts";
import { texts } from "./texts.ts";

/** How long a ticket has left, in a word and a colour; nothing where nothing is promised. */
export function Due({ row, now, hours = null }: { row: RowClock; now: number; hours?: WorkingHours | null }) {
  const t = useTexts(texts);
  const format = useFormats();
  const countdown = countdownOf(row, now, t, format.instant, hours);
  if (!countdown) return null;
  const title = row.next_due ? t("dueAt", { time: format.exact(row.next_due) }) : undefined;
  return (
    <span title={title} style={{ display: "inline-flex" }}>
      <Tag tone={countdown.tone} dot={countdown.tone === "danger" || countdown.tone === "warn"}>
        {countdown.text}
      </Tag>
    </span>
  );
}
