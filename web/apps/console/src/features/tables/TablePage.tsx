import type { DataTable, TableField } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { Arriving } from "@bihuan/session";
import { Button, Chip, Select, Skeleton, State, TextInput } from "@bihuan/ui";
import { useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { Head, useSettled } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { BoardView } from "./BoardView.tsx";
import { CalendarView } from "./CalendarView.tsx";
import { exportAddress } from "./exportAddress.ts";
import { GalleryView } from "./GalleryView.tsx";
import { ImportDialog } from "./ImportDialog.tsx";
import { ListView } from "./ListView.tsx";
import { RecordEditor } from "./RecordEditor.tsx";
import { SaveViewDialog } from "./SaveViewDialog.tsx";
import styles from "./Tables.module.css";
import { texts } from "./texts.ts";
import {
  LAYOUTS,
  type Layout,
  type TableView,
  useRecords,
  useTable,
  useTableFields,
  useTableForm,
  viewsOf,
} from "./useTable.ts";

/** By which kind of field a layout arranges records. */
const ARRANGES: Readonly<Record<Layout, string | null>> = {
  list: null,
  board: "choice",
  calendar: "date_time",
  gallery: "files",
};

/** One table: its records as a list, a board, a calendar or a gallery. */
export default function TablePage() {
  const { table: key = "" } = useParams();
  const table = useTable(key);
  const fields = useTableFields(key);
  if (table.isPending) return <Skeleton lines={10} height={22} />;
  if (!table.data) return <Failure error={table.error} onRetry={() => table.refetch()} />;
  return (
    <Arriving key={key}>
      <Records table={table.data} fields={fields} />
    </Arriving>
  );
}

interface Props {
  table: DataTable;
  fields: readonly TableField[];
}

function Records({ table, fields }: Props) {
  const t = useTexts(texts);
  const language = useLanguage();
  const label = pick(table.label, language);
  useTitle(label);
  const view = useView(table, fields);
  const [typed, setTyped] = useState("");
  const [archived, setArchived] = useState(false);
  const q = useSettled(typed);
  return (
    <div className={styles.page}>
      <Head title={label} hint={pick(table.summary, language)}>
        <Begin table={table} q={q} archived={archived} view={view} />
      </Head>
      <div className={styles.bar}>
        <TextInput
          type="search"
          aria-label={t("find")}
          placeholder={t("find")}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <ViewBar table={table} fields={fields} view={view} />
        <Chip on={archived} onToggle={() => setArchived(!archived)}>
          {t("bin")}
        </Chip>
      </div>
      <Shown table={table} fields={fields} view={view} q={q} archived={archived} />
    </div>
  );
}

type View = ReturnType<typeof useView>;

/** Which view is looked at: it stands in the address, so that it can be sent to others. */
function useView(table: DataTable, fields: readonly TableField[]) {
  const [address, setAddress] = useSearchParams();
  const saved = viewsOf(table);
  const named = saved.find((view) => view.key === address.get("view"));
  const layout = named?.layout ?? LAYOUTS.find((one) => one === address.get("layout")) ?? "list";
  const offered = fields.filter((field) => field.kind === ARRANGES[layout]);
  const by = named?.by ?? offered.find((field) => field.key === address.get("by"))?.key ?? offered[0]?.key ?? "";
  const booking = table.body.booking as { from?: string; until?: string } | undefined;
  const until = named?.until ?? (booking?.from === by ? booking.until : undefined);
  const set = (next: Record<string, string>) => setAddress(next, { replace: true });
  return { saved, named, layout, offered, by, until, set };
}

function Begin({ table, q, archived, view }: { table: DataTable; q: string; archived: boolean; view: View }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const navigate = useNavigate();
  const form = useTableForm(table.key);
  const [address, setAddress] = useSearchParams();
  const makes = table.may.create && !table.archived;
  const [open, setOpen] = useState<"add" | "import" | null>(() => (makes && address.has("new") ? "add" : null));
  const close = () => {
    setOpen(null);
    if (address.has("new")) setAddress({}, { replace: true });
  };
  const file = exportAddress(table.key, q, archived, view.named);
  return (
    <>
      {table.may.export && (
        <Button icon="download" onClick={() => location.assign(file)}>
          {t("export")}
        </Button>
      )}
      {makes && <Button onClick={() => setOpen("import")}>{t("import")}</Button>}
      {makes && (
        <Button look="primary" icon="plus" disabled={!form} onClick={() => setOpen("add")}>
          {t("add")}
        </Button>
      )}
      {open === "import" && <ImportDialog table={table.key} onClose={close} />}
      {open === "add" && form && (
        <RecordEditor
          table={table.key}
          title={`${t("add")} · ${pick(table.label, language)}`}
          form={form}
          record={null}
          rights={table.to_create}
          onClose={close}
          onSaved={(saved) => navigate(`/data/${table.key}/${saved.id}`)}
        />
      )}
    </>
  );
}

function ViewBar({ table, fields, view }: Props & { view: View }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const [saves, setSaves] = useState(false);
  const usable = LAYOUTS.filter((one) => !ARRANGES[one] || fields.some((field) => field.kind === ARRANGES[one]));
  return (
    <>
      {usable.map((one) => (
        <Chip key={one} on={!view.named && view.layout === one} onToggle={() => view.set({ layout: one })}>
          {t(`layout_${one}`)}
        </Chip>
      ))}
      {view.saved.map((one) => (
        <Chip key={one.key} on={view.named === one} onToggle={() => view.set({ view: one.key })}>
          {pick(one.label, language)}
        </Chip>
      ))}
      {!view.named && view.offered.length > 1 && (
        <Select
          aria-label={t("arrangedBy")}
          value={view.by}
          onChange={(event) => view.set({ layout: view.layout, by: event.target.value })}
        >
          {view.offered.map((field) => (
            <option key={field.key} value={field.key}>
              {pick(field.label, language)}
            </option>
          ))}
        </Select>
      )}
      {table.may.manage && !view.named && (
        <Button look="quiet" icon="star" onClick={() => setSaves(true)}>
          {t("saveView")}
        </Button>
      )}
      {saves && (
        <SaveViewDialog
          table={table}
          view={asView(view)}
          onClose={() => setSaves(false)}
          onSaved={(key) => view.set({ view: key })}
        />
      )}
    </>
  );
}

function asView(view: View): Omit<TableView, "key" | "label"> {
  const arranged = view.layout === "list" ? {} : { by: view.by };
  return { layout: view.layout, ...arranged, ...(view.until ? { until: view.until } : {}) };
}

interface ShownProps extends Props {
  view: View;
  q: string;
  archived: boolean;
}

function Shown({ table, fields, view, q, archived }: ShownProps) {
  const t = useTexts(texts);
  const format = useFormats();
  const asked = { q, archived, filter: view.named?.filter, sort: view.named?.sort };
  const found = useRecords(table.key, asked);
  if (view.layout === "calendar" && view.by && !archived) {
    return <CalendarView table={table.key} by={view.by} until={view.until} q={q} />;
  }
  if (found.isPending) return <Skeleton lines={8} height={28} />;
  if (found.isError && !found.items.length) return <Failure error={found.error} onRetry={() => found.refetch()} />;
  if (!found.items.length) {
    if (archived && !q) return <State icon="inbox" title={t("binEmpty")} hint={t("binEmptyHint")} />;
    return q || view.named?.filter ? (
      <State icon="search" title={t("nothing")} hint={t("nothingHint")} />
    ) : (
      <State icon="columns" title={t("empty")} hint={t("emptyHint")} />
    );
  }
  return (
    <>
      <Arranged table={table} fields={fields} view={view} found={found} movable={table.may.update && !archived} />
      {found.hasNextPage && (
        <Button busy={found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
          {t("more", { count: `${format.number(found.count?.value ?? 0)}${found.count?.exact ? "" : "+"}` })}
        </Button>
      )}
    </>
  );
}

interface ArrangedProps extends Props {
  view: View;
  found: ReturnType<typeof useRecords>;
  movable: boolean;
}

function Arranged({ table, fields, view, found, movable }: ArrangedProps) {
  const form = useTableForm(table.key);
  const by = fields.find((field) => field.key === view.by);
  const beside = { names: found.names, form, table: table.key, records: found.items };
  if (view.layout === "board" && by) {
    return <BoardView {...beside} by={by} shown={cardFields(table, fields, view)} movable={movable} />;
  }
  if (view.layout === "gallery" && by) return <GalleryView table={table.key} by={by.key} records={found.items} />;
  return (
    <ListView {...beside} titleField={String(table.body.title ?? "")} fields={fields} columns={view.named?.columns} />
  );
}

/** What tells cards apart, most telling first: whose it is, when, how much, then what else is short. */
const TELLING = [
  "person",
  "date_time",
  "date",
  "date_range",
  "time",
  "duration",
  "amount",
  "record",
  "number",
  "choice",
  "text",
];

function cardFields(table: DataTable, fields: readonly TableField[], view: View): readonly TableField[] {
  const chosen = view.named?.columns ?? [];
  const left = fields.filter((field) => field.key !== table.body.title && field.key !== view.by);
  if (chosen.length) return left.filter((field) => chosen.includes(field.key));
  const rank = (field: TableField) => TELLING.indexOf(field.kind);
  return left.filter((field) => rank(field) >= 0).sort((a, b) => rank(a) - rank(b));
}
