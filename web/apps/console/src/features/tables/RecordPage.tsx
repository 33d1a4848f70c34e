import { api, type DataTable, type OneTableRecord, type RecordVersion, type TableField, unwrap } from "@bihuan/api";
import type { FormDefinition } from "@bihuan/core";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { useCommand } from "@bihuan/session";
import { Button, Panel, Skeleton, showToast, Tag } from "@bihuan/ui";
import { useIsFetching, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { ActionFault } from "../../shared/ActionFault.tsx";
import { Head } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { Label } from "./Label.tsx";
import { RecordEditor } from "./RecordEditor.tsx";
import styles from "./Tables.module.css";
import { texts } from "./texts.ts";
import { useTable, useTableFields, useTableForm } from "./useTable.ts";
import { Value } from "./values.tsx";

/** One record: what it says, which tickets name it, what became of it. */
export default function RecordPage() {
  const { table = "", record = "" } = useParams();
  const params = { path: { table, record } };
  const found = useQuery({
    queryKey: ["table-record", record],
    queryFn: () => unwrap(api.GET("/api/v1/tables/{table}/records/{record}", { params })),
  });
  const fields = useTableFields(table);
  const form = useTableForm(table);
  const { data: known } = useTable(table);
  // Its parts come together: each by itself would push down what is being read.
  const isPartMissing = useIsFetching({ queryKey: ["tables", table], predicate: ({ state }) => !state.data }) > 0;
  if (found.isPending || isPartMissing) return <Skeleton lines={10} height={22} />;
  if (!found.data) return <Failure error={found.error} onRetry={() => found.refetch()} />;
  return <Shown key={record} {...{ table, fields, form, known }} record={found.data} />;
}

interface Props {
  table: string;
  record: OneTableRecord;
  fields: readonly TableField[];
}

interface Around {
  form: FormDefinition | undefined;
  known: DataTable | undefined;
}

function Shown({ table, record, fields, form, known }: Props & Around) {
  const t = useTexts(texts);
  const language = useLanguage();
  const title = record.title ?? t("untitled");
  useTitle(title);
  const shown = fields.filter((field) => record.rights[field.key]);
  return (
    <div className={styles.page}>
      <Link to={`/data/${table}`}>{t("back", { table: pick(known?.label, language) })}</Link>
      <Head title={title}>
        {record.archived && <Tag tone="warn">{t("archived")}</Tag>}
        <Actions table={table} record={record} />
      </Head>
      <Panel>
        <dl className={styles.facts}>
          {shown.map((field) => (
            <Fact key={field.key} field={field} record={record} form={form} />
          ))}
        </dl>
      </Panel>
      <Tickets record={record} />
      <History table={table} record={record} fields={fields} />
    </div>
  );
}

function Fact(props: { field: TableField; record: OneTableRecord; form: FormDefinition | undefined }) {
  const { field, record, form } = props;
  return (
    <>
      <dt>
        <Label field={field} />
      </dt>
      <dd>
        <Value field={field} value={record.values[field.key]} names={record.names} form={form} />
      </dd>
    </>
  );
}

function Actions({ table, record }: { table: string; record: OneTableRecord }) {
  const t = useTexts(texts);
  const form = useTableForm(table);
  const [edits, setEdits] = useState(false);
  const client = useQueryClient();
  const path = { params: { path: { table, record: record.id } } };
  const turn = useCommand({
    mutationFn: () =>
      unwrap(
        record.archived
          ? api.POST("/api/v1/tables/{table}/records/{record}/restore", path)
          : api.POST("/api/v1/tables/{table}/records/{record}/archive", path),
      ),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["table-record", record.id] }),
        client.invalidateQueries({ queryKey: ["table-records", table] }),
      ]),
  });
  const done = () => {
    setEdits(false);
    showToast(t("saved"));
  };
  return (
    <>
      <ActionFault error={turn.error} />
      {record.may.archive && !record.erased && (
        <Button busy={turn.isPending} onClick={() => turn.mutate()}>
          {t(record.archived ? "restore" : "archive")}
        </Button>
      )}
      {record.may.update && !record.archived && (
        <Button look="primary" icon="pen" disabled={!form} onClick={() => setEdits(true)}>
          {t("edit")}
        </Button>
      )}
      {edits && form && (
        <RecordEditor
          table={table}
          title={`${t("edit")} · ${record.title ?? ""}`}
          form={form}
          record={record}
          rights={record.rights}
          onClose={() => setEdits(false)}
          onSaved={done}
        />
      )}
    </>
  );
}

interface NamingTicket {
  id: string;
  number: string;
  title: string | null;
}

function Tickets({ record }: { record: OneTableRecord }) {
  const t = useTexts(texts);
  const tickets = (record.related.tickets ?? []) as NamingTicket[];
  return (
    <Panel title={t("tickets")}>
      {!tickets.length && <p className={styles.quiet}>{t("noTickets")}</p>}
      <ul aria-label={t("tickets")}>
        {tickets.map((ticket) => (
          <li key={ticket.id}>
            <Link to={`/tickets/${ticket.number}`}>{ticket.number}</Link> {ticket.title}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function History({ table, record, fields }: Props) {
  const t = useTexts(texts);
  const params = { path: { table, record: record.id } };
  const found = useQuery({
    queryKey: ["table-record", record.id, "history", record.version],
    queryFn: () => unwrap(api.GET("/api/v1/tables/{table}/records/{record}/history", { params })),
  });
  return (
    <Panel title={t("history")}>
      {found.isPending && <Skeleton lines={3} />}
      <ol className={styles.versions} aria-label={t("history")}>
        {found.data?.entries.map((entry) => (
          <Version key={entry.version} entry={entry} fields={fields} names={found.data.names} />
        ))}
      </ol>
    </Panel>
  );
}

interface VersionProps {
  entry: RecordVersion;
  fields: readonly TableField[];
  names: Readonly<Record<string, string>>;
}

function Version({ entry, fields, names }: VersionProps) {
  const t = useTexts(texts);
  const format = useFormats();
  const byKey = new Map(fields.map((field) => [field.key, field]));
  return (
    <li>
      <b>{entry.by ? (names[entry.by] ?? entry.by) : t("system")}</b> {t(`what_${entry.what}`)}{" "}
      <span className={styles.quiet}>
        {format.instant(entry.at)} · {t("version", { version: entry.version })}
      </span>
      <ul>
        {entry.changes.map((change) => {
          const field = byKey.get(change.field);
          return (
            field && (
              <li key={change.field}>
                <Label field={field} />：
                {entry.what === "changed" && (
                  <>
                    <Value field={field} value={change.before} names={names} /> →{" "}
                  </>
                )}
                <Value field={field} value={change.after} names={names} />
              </li>
            )
          );
        })}
      </ul>
    </li>
  );
}
