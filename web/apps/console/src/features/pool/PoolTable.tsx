import type { PoolField, TicketRow } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { type CSSProperties, memo, useMemo, useRef } from "react";
import { Link } from "react-router";
import { type ColumnChoice, SUBJECT } from "./columns.ts";
import { FoundBy } from "./FoundBy.tsx";
import { Highlighted } from "./highlight.tsx";
import { Cell } from "./PoolCells.tsx";
import { Head } from "./PoolHead.tsx";
import styles from "./PoolTable.module.css";
import type { RowStore } from "./rows/RowStore.ts";
import { usePoolKeys } from "./rows/usePoolKeys.ts";
import { useScroller } from "./rows/useScroller.ts";
import type { Selection } from "./selection.ts";
import { texts } from "./texts.ts";
import { useWords } from "./words.ts";

const HEIGHT = 48;
const HEAD = 34;

interface Props {
  store: RowStore;
  fields: readonly PoolField[];
  columns: readonly ColumnChoice[];
  words: readonly string[];
  sort: string;
  selection: Selection;
  onSort: (sort: string) => void;
  onColumns: (columns: readonly ColumnChoice[]) => void;
}

/** However long the list is, only the rows that can be seen are in the page. */
export function PoolTable({ store, fields, columns, words, sort, selection, onSort, onColumns }: Props) {
  const t = useTexts(texts);
  const box = useRef<HTMLDivElement>(null);
  const total = store.extent.total ?? 0;
  const span = useScroller(store, box, total, HEIGHT);
  const { active, setActive } = usePoolKeys({ store, box, total, height: HEIGHT, head: HEAD, selection });
  const known = useMemo(() => new Map(fields.map((field) => [field.key, field])), [fields]);
  const shown = useMemo(() => columns.flatMap((column) => known.get(column.key) ?? []), [columns, known]);
  const template = ["36px", "minmax(260px, 1fr)", ...shown.map((field) => `${widthOf(columns, field.key)}px`)].join(
    " ",
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element cannot hold rows that are not there
    <div
      ref={box}
      className={styles.frame}
      role="grid"
      aria-label={t("title")}
      aria-rowcount={total + 1}
      aria-colcount={shown.length + 2}
      aria-multiselectable="true"
      aria-activedescendant={active >= 0 ? `row-${active}` : undefined}
      tabIndex={0}
      style={{ "--columns": template, "--row": `${HEIGHT}px` } as CSSProperties}
    >
      <Head {...{ store, shown, columns, sort, selection, onSort, onColumns, subject: known.get(SUBJECT) }} />
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div role="rowgroup" className={styles.body} style={{ height: total * HEIGHT }}>
        {rowsOf(span).map((index) => (
          <RowAt
            key={index}
            {...{ index, store, shown, words, selection }}
            isActive={index === active}
            onTouch={setActive}
          />
        ))}
      </div>
    </div>
  );
}

function widthOf(columns: readonly ColumnChoice[], key: string): number {
  return columns.find((one) => one.key === key)?.width ?? 0;
}

export function rowsOf(span: { first: number; last: number }): number[] {
  return Array.from({ length: Math.max(span.last - span.first + 1, 0) }, (_, n) => span.first + n);
}

interface RowAtProps {
  index: number;
  store: RowStore;
  shown: readonly PoolField[];
  words: readonly string[];
  selection: Selection;
  isActive: boolean;
  onTouch: (index: number) => void;
}

function RowAt({ index, store, shown, words, selection, isActive, onTouch }: RowAtProps) {
  const row = store.row(index);
  if (!row) return <Bones index={index} shown={shown} />;
  const isGone = store.gone.has(row.id);
  const isChosen = selection.has(row.id);
  return <Row {...{ index, row, shown, words, isActive, isGone, isChosen, onTouch }} onChoose={selection.toggle} />;
}

interface RowProps {
  index: number;
  row: TicketRow;
  shown: readonly PoolField[];
  words: readonly string[];
  isActive: boolean;
  isGone: boolean;
  isChosen: boolean;
  onTouch: (index: number) => void;
  onChoose: (row: TicketRow) => void;
}

/** Drawn again only when something of its own has changed, however the list around it moves. */
const Row = memo(function Row({ index, row, shown, words, isActive, isGone, isChosen, onTouch, onChoose }: RowProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see PoolTable
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid hears the keys
    <div
      role="row"
      id={`row-${index}`}
      aria-rowindex={index + 2}
      aria-selected={isChosen}
      className={styles.row}
      style={placeOf(index)}
      data-active={isActive || undefined}
      data-red={row.red || undefined}
      data-gone={isGone || undefined}
      onClick={() => onTouch(index)}
    >
      <Choose row={row} isChosen={isChosen} onChoose={onChoose} />
      <Subject row={row} words={words} />
      {shown.map((field, at) => (
        // biome-ignore lint/a11y/useSemanticElements: see PoolTable
        // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
        <div key={field.key} role="gridcell" aria-colindex={at + 3} className={styles.cell}>
          <Cell row={row} field={field} words={words} />
        </div>
      ))}
    </div>
  );
});

function placeOf(index: number): CSSProperties {
  return { transform: `translateY(${index * HEIGHT}px)` };
}

function Bones({ index, shown }: { index: number; shown: readonly PoolField[] }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see PoolTable
    // biome-ignore lint/a11y/useFocusableInteractive: nothing to focus yet
    <div role="row" aria-rowindex={index + 2} aria-busy="true" className={styles.row} style={placeOf(index)}>
      <span />
      {[SUBJECT, ...shown.map((field) => field.key)].map((key, at) => (
        <span key={key} className={styles.bone} style={{ width: `${74 - ((index + at) % 5) * 9}%` }} />
      ))}
    </div>
  );
}

interface ChooseProps {
  row: TicketRow;
  isChosen: boolean;
  onChoose: (row: TicketRow) => void;
}

function Choose({ row, isChosen, onChoose }: ChooseProps) {
  const t = useTexts(texts);
  return (
    // biome-ignore lint/a11y/useSemanticElements: see PoolTable
    // biome-ignore lint/a11y/useFocusableInteractive: the box inside has the focus
    <div role="gridcell" aria-colindex={1} className={styles.choose}>
      <input
        type="checkbox"
        tabIndex={-1}
        aria-label={t("select", { number: row.number })}
        checked={isChosen}
        onChange={() => onChoose(row)}
      />
    </div>
  );
}

function Subject({ row, words }: { row: TicketRow; words: readonly string[] }) {
  const said = useWords();
  return (
    // biome-ignore lint/a11y/useSemanticElements: see PoolTable
    // biome-ignore lint/a11y/useFocusableInteractive: the link inside has the focus
    <div role="gridcell" aria-colindex={2} className={styles.subject}>
      <Link to={`/tickets/${row.number}`} className={styles.title} tabIndex={-1}>
        <Highlighted text={row.title ?? row.number} words={words} />
      </Link>
      <span className={styles.sub}>
        <span className={styles.number}>
          <Highlighted text={row.number} words={words} />
        </span>
        {" · "}
        {said.type(row.type)}
        <FoundBy row={row} />
      </span>
    </div>
  );
}

export function useFieldLabel(): (field: PoolField) => string {
  const language = useLanguage();
  return (field) => pick(field.label, language) || field.key;
}
