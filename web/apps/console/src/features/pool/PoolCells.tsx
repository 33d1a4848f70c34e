import type { PoolField, TicketRow } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Avatar, Tag } from "@bihuan/ui";
import type { ReactNode } from "react";
import { Priority, Stage } from "../../shared/Stage.tsx";
import { Due } from "../../shared/time/Due.tsx";
import { Highlighted } from "./highlight.tsx";
import styles from "./PoolTable.module.css";
import { texts } from "./texts.ts";
import { useWords } from "./words.ts";

export interface CellProps {
  row: TicketRow;
  words: readonly string[];
}

const ENDED = new Set(["resolved", "closed", "cancelled"]);

function StageCell({ row }: CellProps) {
  return <Stage category={row.category} label={useWords().stage(row.type, row.stage)} />;
}

/** Who works on it; that nobody does is said only while somebody should. */
export function AssigneeCell({ row }: CellProps) {
  const t = useTexts(texts);
  const name = useWords().person(row.assignee);
  if (!row.assignee) return ENDED.has(row.category) ? null : <span className={styles.quiet}>{t("nobody")}</span>;
  return (
    <span className={styles.person}>
      <Avatar name={name ?? "?"} />
      <span className={styles.cut} title={name ?? undefined}>
        {name}
      </span>
    </span>
  );
}

function Moment({ at }: { at: number | null | undefined }) {
  const format = useFormats();
  if (!at) return null;
  return (
    <time className={styles.quiet} dateTime={new Date(at).toISOString()} title={format.exact(at)}>
      {format.instant(at)}
    </time>
  );
}

function Tags({ tags }: { tags: readonly string[] | null | undefined }) {
  return (
    <span className={styles.tags}>
      {tags?.map((tag) => (
        <Tag key={tag}>{tag}</Tag>
      ))}
    </span>
  );
}

function Named({ text, words }: { text: string | null | undefined; words: readonly string[] }) {
  return text ? <Highlighted text={text} words={words} /> : null;
}

const CELLS: Record<string, (props: CellProps) => ReactNode> = {
  stage: StageCell,
  priority: ({ row }) => <Priority value={row.priority ?? undefined} />,
  next_due: ({ row }) => <Due row={row} now={useWords().now} />,
  assignee: AssigneeCell,
  customer: ({ row, words }) => <Named text={row.customer_name} words={words} />,
  device: ({ row, words }) => <Named text={row.device_name} words={words} />,
  tags: ({ row }) => <Tags tags={row.tags} />,
};

interface FieldCellProps extends CellProps {
  field: PoolField;
}

/** One column of one ticket. */
export function Cell(props: FieldCellProps) {
  const Own = CELLS[props.field.key];
  return Own ? <Own {...props} /> : <Plain {...props} />;
}

function Plain({ row, field, words }: FieldCellProps) {
  const say = useSayValue();
  const value = field.own ? row.values?.[field.key] : row[field.key as keyof TicketRow];
  if (field.kind === "instant" && typeof value === "number") return <Moment at={value} />;
  return <Named text={say(field, value)} words={words} />;
}

/** A value of a column as a text: options by their labels, people by name. */
function useSayValue(): (field: PoolField, value: unknown) => string {
  const language = useLanguage();
  const t = useTexts(texts);
  const { person } = useWords();
  const say = (field: PoolField, value: unknown): string => {
    if (Array.isArray(value)) return value.map((one) => say(field, one)).join("、");
    if (typeof value === "boolean") return value ? t("yes") : t("no");
    if (value === null || value === undefined || typeof value === "object") return "";
    if (field.kind === "person") return person(String(value)) ?? "";
    const option = field.options.find((one) => one.value === value);
    return option ? pick(option.label, language) || option.value : String(value);
  };
  return say;
}
