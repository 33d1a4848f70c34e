import type { TicketType } from "@bihuan/api";
import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Arriving, may, useMe } from "@bihuan/session";
import { Button, State, Tag } from "@bihuan/ui";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import styles from "../../shared/admin/Admin.module.css";
import { Head } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import { FormList } from "./FormList.tsx";
import { TypeEditor } from "./TypeEditor.tsx";
import own from "./Types.module.css";
import { texts } from "./texts.ts";
import { type Draft, useFlows, useForms, useLabels, useOpenTickets, useTypes } from "./useTypes.ts";

const BLANK: Draft = {
  key: null,
  version: 0,
  label: {},
  form: "",
  flow: "",
  prefix: "",
  department: null,
  default_priority: "P2",
  confidential: false,
  archive_days: 30,
  active: true,
  heading: null,
};

/** What can be reported: each type with its form, its flow and its numbers; below, the forms there are. */
export default function TypesPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const types = useTypes();
  const [draft, setDraft] = useState<Draft | null>(null);
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")}>
        <Button look="primary" icon="plus" onClick={() => setDraft(BLANK)}>
          {t("add")}
        </Button>
      </Head>
      {types.isError && !types.data && <Failure error={types.error} onRetry={() => types.refetch()} />}
      <Arriving>
        {types.data?.length === 0 && <NoTypes />}
        {types.data && types.data.length > 0 && <TypeTable types={types.data} onEdit={setDraft} />}
        <FormList types={types.data ?? []} />
      </Arriving>
      {draft && types.data && <TypeEditor first={draft} known={types.data} onClose={() => setDraft(null)} />}
    </div>
  );
}

function NoTypes() {
  const t = useTexts(texts);
  const navigate = useNavigate();
  return (
    <State icon="inbox" title={t("none")} hint={t("noneHint")}>
      <Button onClick={() => navigate("/bundles")}>{t("bundles")}</Button>
    </State>
  );
}

interface TableProps {
  types: readonly TicketType[];
  onEdit: (type: Draft) => void;
}

function TypeTable({ types, onEdit }: TableProps) {
  const t = useTexts(texts);
  const open = useOpenTickets();
  const formLabel = useLabels(useForms().data);
  const flowLabel = useLabels(useFlows().data);
  return (
    <div className={styles.card}>
      <table className={styles.table}>
        <thead>
          <tr>
            {(["name", "form", "flow", "prefix", "open", "state"] as const).map((name) => (
              <th key={name} className={name === "open" ? own.number : undefined}>
                {t(name)}
              </th>
            ))}
            <th>
              <span className={own.unseen}>{t("actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {types.map((type) => (
            <Row
              key={type.key}
              type={type}
              open={open && (open[type.key] ?? 0)}
              form={formLabel(type.form)}
              flow={flowLabel(type.flow)}
              onEdit={() => onEdit(type)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  type: TicketType;
  open: number | undefined;
  form: string;
  flow: string;
  onEdit: () => void;
}

function Row({ type, open, form, flow, onEdit }: RowProps) {
  const t = useTexts(texts);
  const label = pick(type.label, useLanguage());
  const designs = may(useMe(), "publish", "form");
  return (
    <tr>
      <td>
        <button type="button" className={`${styles.link} ${own.name}`} onClick={onEdit}>
          {label}
        </button>
      </td>
      <td data-label={t("form")}>{designs ? <Link to={`/forms/${type.form}`}>{form}</Link> : form}</td>
      <td data-label={t("flow")}>{flow}</td>
      <td data-label={t("prefix")}>
        <code className={own.prefix}>{type.prefix}</code>
      </td>
      <td data-label={t("open")} className={own.number}>
        {open === undefined ? "" : t("openCount", { count: open })}
      </td>
      <td>
        <Tag tone={type.active ? "good" : "quiet"} dot>
          {t(type.active ? "on" : "off")}
        </Tag>
      </td>
      <td className={own.last}>
        <Button look="quiet" icon="pen" label={t("changeOf", { name: label })} onClick={onEdit} />
      </td>
    </tr>
  );
}
