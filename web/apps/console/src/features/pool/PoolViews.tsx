import type { TicketView } from "@bihuan/api";
import { useFormats, useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Button, Icon, Menu, type MenuItem, showToast } from "@bihuan/ui";
import { useEffect, useState } from "react";
import type { ColumnChoice } from "./columns.ts";
import { EVERYTHING, isAsked, type PoolFilter } from "./filter.ts";
import styles from "./PoolPage.module.css";
import { SaveView } from "./SaveView.tsx";
import { texts } from "./texts.ts";
import { useChooseDefault, useDeleteView, useViews } from "./useViews.ts";
import { columnsOf, filterOf, isShown } from "./views.ts";

interface Props {
  filter: PoolFilter;
  columns: readonly ColumnChoice[];
  /** Nothing was asked for yet: the view that the pool opens with may be shown. */
  isFresh: boolean;
  onShow: (filter: PoolFilter, columns: readonly ColumnChoice[] | null) => void;
}

// Once in the life of a page: who then asks for everything gets everything.
let opened = false;

/** Ready views with their counts, side by side; what is shown now can become another. */
export function PoolViews({ filter, columns, isFresh, onShow }: Props) {
  const t = useTexts(texts);
  const { views, isReady } = useViews();
  const [saving, setSaving] = useState(false);
  const show = (view: TicketView) => onShow(filterOf(view), columnsOf(view));
  useEffect(() => {
    if (!isReady || opened) return;
    opened = true;
    const first = views.find((view) => view.default);
    if (first && isFresh) onShow(filterOf(first), columnsOf(first));
  }, [isReady, views, isFresh, onShow]);
  const current = views.find((view) => isShown(view, filter));
  return (
    <nav className={styles.views} aria-label={t("views")}>
      <button
        type="button"
        className={styles.view}
        aria-pressed={!isAsked(filter)}
        onClick={() => onShow(EVERYTHING, null)}
      >
        {t("all")}
      </button>
      {views.map((view) => (
        <ViewTab key={view.id} view={view} isCurrent={view === current} onShow={() => show(view)} />
      ))}
      {current && <ViewMenu view={current} />}
      {!current && isAsked(filter) && (
        <Button look="quiet" icon="star" onClick={() => setSaving(true)}>
          {t("saveView")}
        </Button>
      )}
      {saving && <SaveView filter={filter} columns={columns} onClose={() => setSaving(false)} />}
    </nav>
  );
}

function ViewTab({ view, isCurrent, onShow }: { view: TicketView; isCurrent: boolean; onShow: () => void }) {
  const t = useTexts(texts);
  const format = useFormats();
  const count = view.count;
  return (
    <button type="button" className={styles.view} aria-pressed={isCurrent} onClick={onShow}>
      {view.default && <Icon name="star" size={12} />}
      {view.name}
      {count && (
        <span className={styles.viewCount}>
          {count.exact ? format.number(count.value) : t("atLeast", { count: format.number(count.value) })}
        </span>
      )}
    </button>
  );
}

/** What can be done with the view that is shown. */
function ViewMenu({ view }: { view: TicketView }) {
  const t = useTexts(texts);
  const choose = useChooseDefault();
  const remove = useDeleteView();
  const manages = may(useMe(), "manage", "view");
  const items: MenuItem[] = [
    view.default
      ? { key: "plain", label: t("notDefault"), onPick: () => choose.mutate(null) }
      : { key: "default", label: t("makeDefault"), icon: "star", onPick: () => choose.mutate(view.id) },
  ];
  if (view.own || manages) {
    const done = { onSuccess: () => showToast(t("viewDeleted", { name: view.name })) };
    items.push({ key: "delete", label: t("deleteView"), icon: "close", onPick: () => remove.mutate(view.id, done) });
  }
  return (
    <Menu label={t("viewMenu", { name: view.name })} items={items}>
      <Icon name="chevron" />
    </Menu>
  );
}
