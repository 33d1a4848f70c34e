import { api, type TableBrief, unwrap } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { may, useCommand, useMe } from "@bihuan/session";
import { Button, Icon, Skeleton, State, Tag } from "@bihuan/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { FormDialog, Head, OneOf, TextField } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { useForm } from "../../shared/forms.tsx";
import { iconOf, useTables } from "../../shared/tables.ts";
import { useTitle } from "../../shared/useTitle.ts";
import styles from "./Tables.module.css";
import { texts } from "./texts.ts";

const TITLES = new Set(["text", "choice", "number", "amount", "date_time", "date"]);

/** Every table of the company, and where a new one is made. */
export default function TablesPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const tables = useTables();
  const manages = may(useMe(), "manage", "table");
  const [adds, setAdds] = useState(false);
  if (tables.isPending && tables.isFetching) return <Skeleton lines={6} height={40} />;
  if (tables.isError && !tables.data) return <Failure error={tables.error} onRetry={() => tables.refetch()} />;
  const found = tables.data ?? [];
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")}>
        {manages && (
          <Button look="primary" icon="plus" onClick={() => setAdds(true)}>
            {t("newTable")}
          </Button>
        )}
      </Head>
      {!found.length && <State icon="columns" title={t("none")} hint={t("noneHint")} />}
      <ul className={styles.tables}>
        {found.map((table) => (
          <TableCard key={table.key} table={table} />
        ))}
      </ul>
      {adds && <NewTable onClose={() => setAdds(false)} />}
    </div>
  );
}

function TableCard({ table }: { table: TableBrief }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const navigate = useNavigate();
  const client = useQueryClient();
  const path = { params: { path: { table: table.key } } };
  const turn = useCommand({
    mutationFn: () =>
      unwrap(
        table.archived
          ? api.POST("/api/v1/tables/{table}/restore", path)
          : api.POST("/api/v1/tables/{table}/archive", path),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["tables"] }),
  });
  const format = useFormats();
  const summary = pick(table.summary, language);
  const adds = table.may.create && !table.archived;
  return (
    <li className={styles.tableCard} data-retired={table.archived || undefined}>
      <h2>
        <Icon name={iconOf(table.icon)} />
        <Link to={`/data/${table.key}`}>{pick(table.label, language)}</Link>
        {table.archived && <Tag>{t("retired")}</Tag>}
      </h2>
      {summary && <p>{summary}</p>}
      <p className={styles.quiet}>
        {table.records ? t("records", { count: format.number(table.records) }) : t("empty")}
        {table.latest !== null && ` · ${t("latest", { at: format.relative(table.latest, Date.now()) })}`}
      </p>
      <span className={styles.moves}>
        {table.may.manage && (
          <Button look="quiet" busy={turn.isPending} onClick={() => turn.mutate()}>
            {t(table.archived ? "reuse" : "retire")}
          </Button>
        )}
        {adds && (
          <Button
            icon="plus"
            aria-label={`${t("add")} · ${pick(table.label, language)}`}
            onClick={() => navigate(`/data/${table.key}?new=1`)}
          >
            {t("add")}
          </Button>
        )}
      </span>
    </li>
  );
}

function useMake() {
  const navigate = useNavigate();
  const client = useQueryClient();
  return useCommand({
    mutationFn: (body: Record<string, unknown>) =>
      unwrap(api.POST("/api/v1/tables", { body: { body, base_version: 0 } })),
    onSuccess: async (table) => {
      await client.invalidateQueries({ queryKey: ["tables"] });
      navigate(`/data/${table.key}`);
    },
  });
}

/** A table is a published form and the field by which its records are called; views come while one looks at it. */
function NewTable({ onClose }: { onClose: () => void }) {
  const t = useTexts(texts);
  const language = useLanguage();
  const [name, setName] = useState("");
  const [key, setKey] = useState("");
  const [form, setForm] = useState("");
  const [title, setTitle] = useState("");
  const forms = useQuery({ queryKey: ["forms"], queryFn: () => unwrap(api.GET("/api/v1/forms")) });
  const chosen = useForm(form || undefined).form;
  const fields = [...(chosen?.fields.values() ?? [])].filter((field) => TITLES.has(field.kind.name));
  const save = useMake();
  return (
    <FormDialog
      title={t("newTable")}
      submit={t("create")}
      error={save.error}
      busy={save.isPending}
      onSubmit={() => save.mutate({ key, label: { zh: name, en: name }, form, title })}
      onClose={onClose}
    >
      <TextField label={t("tableName")} required value={name} onChange={setName} />
      <TextField label={t("tableKey")} required value={key} onChange={setKey} />
      <OneOf
        label={t("tableForm")}
        required
        options={(forms.data ?? []).map((one) => ({ value: one.key, label: pick(one.label, language) }))}
        value={form}
        onChange={setForm}
      />
      <OneOf
        label={t("titleField")}
        required
        options={fields.map((field) => ({ value: field.key, label: pick(field.label, language) }))}
        value={title}
        onChange={setTitle}
      />
    </FormDialog>
  );
}
