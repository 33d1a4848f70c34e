import type { PoolField, TicketRow } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Button, Skeleton } from "@bihuan/ui";
import { type DragEvent, useState } from "react";
import { Link } from "react-router";
import columns from "../../../shared/columns.module.css";
import { Priority } from "../../../shared/Stage.tsx";
import { texts as shared } from "../../../shared/texts.ts";
import { CATEGORIES } from "../../../shared/tickets.ts";
import { Due } from "../../../shared/time/Due.tsx";
import type { PoolFilter } from "../filter.ts";
import { AssigneeCell } from "../PoolCells.tsx";
import { texts } from "../texts.ts";
import { useWords } from "../words.ts";
import styles from "./Board.module.css";
import { MoveDialog } from "./MoveDialog.tsx";
import { type Lane, useLane } from "./useBoard.ts";

const NO_WORDS: readonly string[] = [];

interface Props {
  filter: PoolFilter;
  fields: readonly PoolField[];
}

interface Move {
  ticket: TicketRow;
  to: string | null;
}

/** The view by stage: of one type its own stages, of all types their categories. */
export function PoolBoard({ filter, fields }: Props) {
  const lanes = useLanes(filter, fields);
  const [move, setMove] = useState<Move | null>(null);
  return (
    <div className={`${columns.columns} ${styles.board}`}>
      {lanes.map((lane) => (
        <Column key={lane.key} lane={lane} filter={filter} onMove={setMove} />
      ))}
      {move && <MoveDialog key={move.ticket.id} ticket={move.ticket} to={move.to} onClose={() => setMove(null)} />}
    </div>
  );
}

function useLanes(filter: PoolFilter, fields: readonly PoolField[]): readonly (Lane & { label: string })[] {
  const language = useLanguage();
  const words = useTexts(shared);
  const stages = filter.type ? fields.find((field) => field.key === "stage")?.options : undefined;
  if (!stages?.length) return CATEGORIES.map((key) => ({ field: "category", key, label: words(key) }));
  return stages.map((one) => ({ field: "stage", key: one.value, label: pick(one.label, language) || one.value }));
}

interface ColumnProps {
  lane: Lane & { label: string };
  filter: PoolFilter;
  onMove: (move: Move) => void;
}

function Column({ lane, filter, onMove }: ColumnProps) {
  const t = useTexts(texts);
  const format = useFormats();
  const found = useLane(filter, lane);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const ticket: TicketRow | null = readDragged(event);
    if (ticket && ticket[lane.field] !== lane.key) onMove({ ticket, to: lane.label });
  };
  const count = found.data?.count;
  const rest = (count?.value ?? 0) - (found.data?.items.length ?? 0);
  return (
    <section
      className={`${columns.column} ${styles.column}`}
      aria-label={lane.label}
      data-over={over || undefined}
      onDragOver={(event) => event.preventDefault()}
      onDragEnter={() => setOver(true)}
      onDragLeave={(event) => !event.currentTarget.contains(event.relatedTarget as Node) && setOver(false)}
      onDrop={drop}
    >
      <h2 className={styles.head}>
        {lane.label}
        <span className={styles.count}>{count && `${format.number(count.value)}${count.exact ? "" : "+"}`}</span>
      </h2>
      {found.isPending && <Skeleton lines={3} height={40} />}
      <ul className={styles.cards}>
        {found.data?.items.map((row) => (
          <BoardCard key={row.id} row={row} onMove={() => onMove({ ticket: row, to: null })} />
        ))}
      </ul>
      {rest > 0 && <p className={styles.rest}>{t("boardRest", { count: format.number(rest) })}</p>}
    </section>
  );
}

const KIND = "application/x-bihuan-ticket";

function readDragged(event: DragEvent): TicketRow | null {
  const text = event.dataTransfer.getData(KIND);
  return text ? JSON.parse(text) : null;
}

function BoardCard({ row, onMove }: { row: TicketRow; onMove: () => void }) {
  const t = useTexts(texts);
  const said = useWords();
  return (
    <li
      className={styles.card}
      draggable
      data-red={row.red || undefined}
      onDragStart={(event) => event.dataTransfer.setData(KIND, JSON.stringify(row))}
    >
      <Link to={`/tickets/${row.number}`} className={styles.title} draggable={false}>
        {row.title ?? row.number}
      </Link>
      <span className={styles.sub} title={`${row.number} · ${said.type(row.type)}`}>
        {row.number} · {said.type(row.type)}
      </span>
      <span className={styles.line}>
        <Priority value={row.priority ?? undefined} />
        <Due row={row} now={said.now} />
      </span>
      <span className={styles.line}>
        <AssigneeCell row={row} words={NO_WORDS} />
        <span className={styles.push}>
          <Button look="quiet" icon="route" label={t("moveTicket", { number: row.number })} onClick={onMove} />
        </span>
      </span>
    </li>
  );
}
