import { useFormats, useTexts } from "@bihuan/i18n";
import { Button, Skeleton, State } from "@bihuan/ui";
import { useSearchParams } from "react-router";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { isAsked, type PoolFilter, readFilter, writeFilter } from "./filter.ts";
import { PoolFilters } from "./PoolFilters.tsx";
import styles from "./PoolPage.module.css";
import { PoolTable } from "./PoolTable.tsx";
import { texts } from "./texts.ts";
import { usePool } from "./usePool.ts";

export default function PoolPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const [address, setAddress] = useSearchParams();
  const filter = readFilter(address);
  const pool = usePool(filter);
  const change = (next: PoolFilter) => {
    // A search that ends while the next page is being loaded must not write into that page's address.
    if (location.pathname.endsWith("/tickets")) setAddress(writeFilter(next), { replace: true });
  };
  const rows = pool.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1>{t("title")}</h1>
        <Count count={pool.data?.pages[0]?.count} />
      </header>
      <PoolFilters filter={filter} onChange={change} />
      {pool.isPending && <Skeleton lines={10} height={22} />}
      {pool.isError && !rows.length && <Failure error={pool.error} onRetry={() => pool.refetch()} />}
      {pool.isSuccess && !rows.length && <Nothing filter={filter} onClear={() => setAddress({})} />}
      {rows.length > 0 && <PoolTable rows={rows} stale={pool.isPlaceholderData} />}
      {pool.hasNextPage && (
        <div className={styles.more}>
          <Button busy={pool.isFetchingNextPage} onClick={() => pool.fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
    </div>
  );
}

function Count({ count }: { count: { value: number; exact: boolean } | undefined }) {
  const t = useTexts(texts);
  const format = useFormats();
  if (!count) return null;
  const said = count.exact
    ? t("count", { count: format.number(count.value) })
    : t("countMany", { count: format.number(count.value) });
  return <p className={styles.count}>{said}</p>;
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
