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
  const due = row.next_due ? [t("dueAt", { time: format.exact(row.next_due) })] : [];
  return (
    // Where there is little room its end may be cut: all of it can be read by pointing at it.
    <span title={[countdown.text, ...due].join(" · ")} style={{ display: "inline-flex", flexShrink: 1, minWidth: 0 }}>
      <Tag tone={countdown.tone} dot={countdown.tone === "danger" || countdown.tone === "warn"}>
        {countdown.text}
      </Tag>
    </span>
  );
}
