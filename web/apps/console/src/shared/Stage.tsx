import { useTexts } from "@bihuan/i18n";
import { Tag } from "@bihuan/ui";
import { texts } from "./texts.ts";
import { CATEGORIES, categoryTone, priorityTone } from "./tickets.ts";

/** Where a ticket stands. Without a label the category's own word says it. */
export function Stage({ category, label }: { category: string; label: string | null }) {
  const t = useTexts(texts);
  const known = CATEGORIES.find((each) => each === category);
  return (
    <Tag tone={categoryTone(category)} dot>
      {label ?? (known ? t(known) : category)}
    </Tag>
  );
}

export function Priority({ value }: { value: string | undefined }) {
  return value ? <Tag tone={priorityTone(value)}>{value}</Tag> : null;
}
