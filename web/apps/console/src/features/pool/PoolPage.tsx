import type { PoolField } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { useMe } from "@bihuan/session";
import { Button, Skeleton, State } from "@bihuan/ui";
import { lazy, Suspense, useCallback, useMemo, useReducer, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { Failure } from "../../shared/Failure.tsx";
import { useNarrow } from "../../shared/useNarrow.ts";
import { useTitle } from "../../shared/useTitle.ts";
import { BulkBar } from "./bulk/BulkBar.tsx";
import { ColumnChooser } from "./ColumnChooser.tsx";
import { type ColumnChoice, keepColumns, keptColumns } from "./columns.ts";
import { Exporter } from "./Exporter.tsx";
import { isAsked, type PoolFilter, readFilter, writeFilter } from "./filter.ts";
import { wordsOf } from "./highlight.tsx";
import { LiveNotes } from "./LiveNotes.tsx";
import { PoolCards } from "./PoolCards.tsx";
import { PoolFilters } from "./PoolFilters.tsx";
import styles from "./PoolPage.module.css";
import { PoolTable } from "./PoolTable.tsx";
import { PoolViews } from "./PoolViews.tsx";
import type { Extent, RowStore } from "./rows/RowStore.ts";
import { useSelection } from "./selection.ts";
import { texts } from "./texts.ts";
import { useFields } from "./useFields.ts";
import { renewPool, usePool } from "./usePool.ts";
import { PoolWordsContext, usePoolWords } from "./words.ts";

const PoolBoard = lazy(() => import("./board/PoolBoard.tsx").then((found) => ({ default: found.PoolBoard })));

export default function PoolPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const me = useMe();
  const [filter, change, isFresh] = useFilter();
  const [columns, setColumns] = useState(keptColumns);
  const fields = useFields(filter.type);
  const own = fields.filter((field) => field.own && columns.some((one) => one.key === field.key));
  const store = usePool(filter, own.map((field) => field.key).sort(), me.id);
  const [, renew] = useReducer((round: number) => round + 1, 0);
  const again = () => {
    renewPool();
    renew();
  };
  const choose = (next: readonly ColumnChoice[]) => {
    setColumns(next);
    keepColumns(next);
  };
  const show = useCallback(
    (next: PoolFilter, shown: readonly ColumnChoice[] | null) => {
      setColumns(shown ?? keptColumns());
      change(next);
    },
    [change],
  );
  return (
    <div className={styles.page}>
      <header className={styles.headline}>
        <h1>{t("title")}</h1>
        <Count extent={store.extent} />
        <span className={styles.space} />
        <Button
          icon={filter.layout === "board" ? "list" : "board"}
          onClick={() => change({ ...filter, layout: filter.layout === "board" ? "table" : "board" })}
        >
          {filter.layout === "board" ? t("table") : t("board")}
        </Button>
        <Exporter filter={filter} columns={columns} />
        <ColumnChooser fields={fields} columns={columns} onChange={choose} />
      </header>
      <PoolViews {...{ filter, columns, isFresh }} onShow={show} />
      <PoolFilters filter={filter} fields={fields} onChange={change} />
      <LiveNotes store={store} onRenew={again} />
      <Rows {...{ store, filter, fields, columns }} onFilter={change} onColumns={choose} />
    </div>
  );
}

/** The filter as the address has it. */
function useFilter(): [PoolFilter, (next: PoolFilter) => void, boolean] {
  const [address, setAddress] = useSearchParams();
  const set = useRef(setAddress);
  set.current = setAddress;
  const change = useCallback((next: PoolFilter) => {
    // A search that ends while the next page is being loaded must not write into that page's address.
    if (location.pathname.endsWith("/tickets")) set.current(writeFilter(next), { replace: true });
  }, []);
  return [readFilter(address), change, address.size === 0];
}

interface RowsProps {
  store: RowStore;
  filter: PoolFilter;
  fields: readonly PoolField[];
  columns: readonly ColumnChoice[];
  onFilter: (next: PoolFilter) => void;
  onColumns: (columns: readonly ColumnChoice[]) => void;
}

function Rows({ store, filter, fields, columns, onFilter, onColumns }: RowsProps) {
  const isNarrow = useNarrow();
  const selection = useSelection();
  const words = useMemo(() => wordsOf(filter.q), [filter.q]);
  const said = usePoolWords();
  if (store.error) return <Failure error={store.error} onRetry={() => store.retry()} />;
  if (store.extent.total === null) return <Skeleton lines={12} height={24} />;
  if (store.extent.total === 0) return <Nothing filter={filter} onClear={() => onFilter(readFilter(NOTHING))} />;
  if (filter.layout === "board") {
    return (
      <PoolWordsContext value={said}>
        <Suspense fallback={<Skeleton lines={8} height={24} />}>
          <PoolBoard filter={filter} fields={fields} />
        </Suspense>
      </PoolWordsContext>
    );
  }
  const sort = (next: string) => onFilter({ ...filter, sort: next });
  return (
    <PoolWordsContext value={said}>
      {isNarrow ? (
        <PoolCards store={store} words={words} />
      ) : (
        <PoolTable {...{ store, fields, columns, words, selection, onColumns }} sort={filter.sort} onSort={sort} />
      )}
      <BulkBar selection={selection} />
    </PoolWordsContext>
  );
}

const NOTHING = new URLSearchParams();

function Count({ extent }: { extent: Extent }) {
  const t = useTexts(texts);
  const format = useFormats();
  if (extent.total === null) return null;
  const count = format.number(extent.total);
  return <p className={styles.count}>{extent.exact ? t("count", { count }) : t("countMany", { count })}</p>;
}

function Nothing({ filter, onClear }: { filter: PoolFilter; onClear: () => void }) {
  const t = useTexts(texts);
  if (!isAsked(filter)) return <State icon="inbox" title={t("empty")} hint={t("emptyHint")} />;
  return (
    <State icon="search" title={t("none")} hint={t("noneHint")}>
      <Button onClick={onClear}>{t("clear")}</Button>
    </State>
  );
}
