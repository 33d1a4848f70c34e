import { useFormats, useTexts } from "@bihuan/i18n";
import { type CSSProperties, useRef } from "react";
import { Link } from "react-router";
import { Priority, Stage } from "../../shared/Stage.tsx";
import { Due } from "../../shared/time/Due.tsx";
import { FoundBy } from "./FoundBy.tsx";
import { Highlighted } from "./highlight.tsx";
import { AssigneeCell } from "./PoolCells.tsx";
import styles from "./PoolTable.module.css";
import { rowsOf } from "./PoolTable.tsx";
import type { RowStore } from "./rows/RowStore.ts";
import { useScroller } from "./rows/useScroller.ts";
import { texts } from "./texts.ts";
import { useWords } from "./words.ts";

const HEIGHT = 96;

/** The same list where there is no room for columns: a card of three lines for each ticket. */
export function PoolCards({ store, words }: { store: RowStore; words: readonly string[] }) {
  const t = useTexts(texts);
  const box = useRef<HTMLDivElement>(null);
  const total = store.extent.total ?? 0;
  const span = useScroller(store, box, total, HEIGHT);
  return (
    <div ref={box} className={styles.cards} style={{ "--row": `${HEIGHT}px` } as CSSProperties}>
      <ul className={styles.body} style={{ height: total * HEIGHT, minWidth: 0 }} aria-label={t("title")}>
        {rowsOf(span).map((index) => (
          <Card key={index} index={index} total={total} store={store} words={words} />
        ))}
      </ul>
    </div>
  );
}

interface CardProps {
  index: number;
  total: number;
  store: RowStore;
  words: readonly string[];
}

function Card({ index, total, store, words }: CardProps) {
  const said = useWords();
  const format = useFormats();
  const row = store.row(index);
  const style = { transform: `translateY(${index * HEIGHT}px)` };
  if (!row) return <CardBones style={style} />;
  return (
    <li
      aria-setsize={total}
      aria-posinset={index + 1}
      className={styles.card}
      style={style}
      data-red={row.red || undefined}
      data-gone={store.gone.has(row.id) || undefined}
    >
      <Link to={`/tickets/${row.number}`} className={styles.cardLink}>
        <span className={styles.title} title={row.title ?? undefined}>
          <Highlighted text={row.title ?? row.number} words={words} />
        </span>
        <span className={styles.sub} title={`${row.number} · ${said.type(row.type)}`}>
          <span className={styles.number}>
            <Highlighted text={row.number} words={words} />
          </span>
          {" · "}
          {said.type(row.type)}
          <FoundBy row={row} />
        </span>
        <span className={styles.line}>
          <Stage category={row.category} label={said.stage(row.type, row.stage)} />
          <Priority value={row.priority ?? undefined} />
          <Due row={row} now={said.now} />
          <span className={styles.push}>
            {row.assignee || row.next_due ? (
              <AssigneeCell row={row} words={words} />
            ) : (
              <span className={styles.quiet}>{format.instant(row.created_at)}</span>
            )}
          </span>
        </span>
      </Link>
    </li>
  );
}

function CardBones({ style }: { style: CSSProperties }) {
  return (
    <li className={`${styles.card} ${styles.cardLink}`} style={style} aria-busy="true">
      <span className={styles.bone} style={{ width: "70%" }} />
      <span className={styles.bone} style={{ width: "45%" }} />
      <span className={styles.bone} style={{ width: "55%" }} />
    </li>
  );
}
