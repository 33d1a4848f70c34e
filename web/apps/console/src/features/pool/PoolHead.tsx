import type { PoolField } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import type { KeyboardEvent, PointerEvent } from "react";
import { bounded, type ColumnChoice } from "./columns.ts";
import { USUAL_SORT } from "./filter.ts";
import styles from "./PoolTable.module.css";
import type { RowStore } from "./rows/RowStore.ts";
import type { Selection } from "./selection.ts";
import { directionOf, nextSort } from "./sorting.ts";
import { texts } from "./texts.ts";

const STEP = 16;
const SAID = { up: "ascending", down: "descending" } as const;

interface Props {
  store: RowStore;
  subject: PoolField | undefined;
  shown: readonly PoolField[];
  columns: readonly ColumnChoice[];
  sort: string;
  selection: Selection;
  onSort: (sort: string) => void;
  onColumns: (columns: readonly ColumnChoice[]) => void;
}

export function Head({ store, subject, shown, columns, sort, selection, onSort, onColumns }: Props) {
  const t = useTexts(texts);
  const loaded = store.loaded();
  const all = loaded.length > 0 && loaded.every((row) => selection.has(row.id));
  const widen = (key: string, width: number) =>
    onColumns(columns.map((one) => (one.key === key ? { key, width: bounded(width) } : one)));
  return (
    // biome-ignore lint/a11y/useSemanticElements: see PoolTable
    // biome-ignore lint/a11y/useFocusableInteractive: the buttons inside have the focus
    <div role="row" aria-rowindex={1} className={styles.head}>
      {/* biome-ignore lint/a11y/useSemanticElements: see PoolTable */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the box inside has the focus */}
      <div role="columnheader" aria-colindex={1} className={styles.choose}>
        <input
          type="checkbox"
          aria-label={t("selectLoaded")}
          checked={all}
          onChange={() => selection.set(all ? [] : loaded)}
        />
      </div>
      {subject && <HeadCell field={subject} at={2} sort={sort} onSort={onSort} />}
      {shown.map((field, at) => (
        <HeadCell
          key={field.key}
          field={field}
          at={at + 3}
          sort={sort}
          onSort={onSort}
          width={columns.find((one) => one.key === field.key)?.width}
          onWidth={(width) => widen(field.key, width)}
        />
      ))}
    </div>
  );
}

interface CellProps {
  field: PoolField;
  at: number;
  sort: string;
  onSort: (sort: string) => void;
  width?: number | undefined;
  onWidth?: (width: number) => void;
}

function HeadCell({ field, at, sort, onSort, width, onWidth }: CellProps) {
  const label = pick(field.label, useLanguage()) || field.key;
  const direction = directionOf(sort, field.key);
  return (
    // biome-ignore lint/a11y/useSemanticElements: see PoolTable
    // biome-ignore lint/a11y/useFocusableInteractive: the button inside has the focus
    <div role="columnheader" aria-colindex={at} aria-sort={direction ? SAID[direction] : "none"} className={styles.th}>
      {field.sortable ? (
        <button type="button" className={styles.sorter} onClick={() => onSort(nextSort(sort, field.key, USUAL_SORT))}>
          <span className={styles.cut}>{label}</span>
          {direction && <span className={styles.arrow} data-direction={direction} aria-hidden="true" />}
        </button>
      ) : (
        <span className={styles.cut}>{label}</span>
      )}
      {onWidth && width !== undefined && <Handle label={label} width={width} onWidth={onWidth} />}
    </div>
  );
}

/** Between two columns: dragged with a pointer, moved with the arrows. */
function Handle({ label, width, onWidth }: { label: string; width: number; onWidth: (width: number) => void }) {
  const t = useTexts(texts);
  const drag = (down: PointerEvent<HTMLDivElement>) => {
    down.preventDefault();
    const handle = down.currentTarget;
    handle.setPointerCapture(down.pointerId);
    const move = (event: globalThis.PointerEvent) => onWidth(width + event.clientX - down.clientX);
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", () => handle.removeEventListener("pointermove", move), { once: true });
  };
  const key = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    onWidth(width + by);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be dragged
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={t("widthOf", { column: label })}
      aria-valuenow={width}
      tabIndex={0}
      className={styles.handle}
      onPointerDown={drag}
      onKeyDown={key}
    />
  );
}
