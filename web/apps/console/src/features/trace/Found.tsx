import type { TraceFound } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import type { KeyboardEvent } from "react";
import { Link } from "react-router";
import { Hit, Marked } from "../../shared/hits/Hit.tsx";
import { useStageLabel, useTypeLabel } from "../../shared/lookups.ts";
import { Priority, Stage } from "../../shared/Stage.tsx";
import styles from "./Trace.module.css";
import { texts } from "./texts.ts";

/** The tickets that fit, with what the words hit in them; arrows go from one to the next. */
export function Found({ items, onOpen }: { items: readonly TraceFound[]; onOpen: () => void }) {
  const t = useTexts(texts);
  return (
    <ol className={styles.found} aria-label={t("results")}>
      {items.map((item) => (
        <li key={item.id}>
          <Link to={`/trace/${item.number}`} className={styles.item} data-found onClick={onOpen} onKeyDown={turn}>
            <Item item={item} />
          </Link>
        </li>
      ))}
    </ol>
  );
}

function Item({ item }: { item: TraceFound }) {
  const t = useTexts(texts);
  const format = useFormats();
  const stageLabel = useStageLabel();
  const typeLabel = useTypeLabel();
  const title = item.hits.find((hit) => hit.where === "title" && hit.text === item.title);
  const facts = [item.device_name, item.customer_name, typeLabel(item.type)].filter(Boolean);
  return (
    <>
      <span className={styles.line}>
        <strong className={styles.itemTitle}>{title ? <Marked hit={title} /> : (item.title ?? item.number)}</strong>
        <Priority value={item.priority ?? undefined} />
        <Stage category={item.category} label={stageLabel(item.type, item.stage)} />
      </span>
      <span className={styles.facts}>
        {item.number} · {t("reported", { at: format.instant(item.created_at) })}
        {facts.map((fact) => (
          <span key={fact}> · {fact}</span>
        ))}
      </span>
      {item.hits
        .filter((hit) => hit !== title)
        .map((hit) => (
          <span key={`${hit.where} ${hit.at} ${hit.text}`} className={styles.hit}>
            <Hit hit={hit} />
          </span>
        ))}
      {item.acts.map((act) => (
        <span key={act.person} className={styles.act}>
          {t("acted", {
            name: act.name ?? t("somebody"),
            count: act.count,
            at: spanned(act.first, act.last, format.instant),
          })}
        </span>
      ))}
    </>
  );
}

function spanned(first: number, last: number, say: (at: number) => string): string {
  const [from, to] = [say(first), say(last)];
  return from === to ? from : `${from} – ${to}`;
}

function turn(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = [...document.querySelectorAll<HTMLElement>("[data-found]")];
  all[all.indexOf(event.currentTarget as HTMLElement) + step]?.focus();
}
