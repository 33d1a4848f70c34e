import { pick, useLanguage, useTexts } from "@bihuan/i18n";
import { Arriving, logoAddress, useCompany, useMe } from "@bihuan/session";
import { Button, Dialog, Panel, State, Tag } from "@bihuan/ui";
import { useState } from "react";
import styles from "../../shared/admin/Admin.module.css";
import { Head } from "../../shared/admin/parts.tsx";
import { texts as common } from "../../shared/admin/texts.ts";
import { Failure } from "../../shared/Failure.tsx";
import { useTypeLabel } from "../../shared/lookups.ts";
import { useTitle } from "../../shared/useTitle.ts";
import { FormEditor } from "./FormEditor.tsx";
import own from "./Poster.module.css";
import { texts } from "./texts.ts";
import { codeAddress, type PublicForm, usePublicForms } from "./usePublicForms.ts";

const BLANK: PublicForm = {
  key: "",
  type: "",
  label: {},
  intro: {},
  channel: "portal",
  fields: [],
  prefill: {},
  phone_needed: true,
  for_devices: false,
  active: true,
};

/** Forms that everybody with their link may fill in. */
export default function PublicFormsPage() {
  const t = useTexts(texts);
  useTitle(t("title"));
  const forms = usePublicForms();
  const [draft, setDraft] = useState<PublicForm | null>(null);
  const [poster, setPoster] = useState<PublicForm | null>(null);
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")}>
        <Button look="primary" icon="plus" onClick={() => setDraft(BLANK)}>
          {t("add")}
        </Button>
      </Head>
      {forms.isError && !forms.data && <Failure error={forms.error} onRetry={() => forms.refetch()} />}
      {forms.data?.length === 0 && <State icon="globe" title={t("none")} hint={t("noneHint")} />}
      <Arriving>
        {forms.data?.map((form) => (
          <OneForm key={form.key} form={form} onEdit={setDraft} onPoster={setPoster} />
        ))}
      </Arriving>
      {draft && <FormEditor form={draft} onClose={() => setDraft(null)} />}
      {poster && <Poster form={poster} onClose={() => setPoster(null)} />}
    </div>
  );
}

interface OneProps {
  form: PublicForm;
  onEdit: (form: PublicForm) => void;
  onPoster: (form: PublicForm) => void;
}

function OneForm({ form, onEdit, onPoster }: OneProps) {
  const t = useTexts(texts);
  const type = useTypeLabel();
  const label = pick(form.label, useLanguage());
  return (
    <Panel
      title={label}
      extra={
        <span className={styles.actions}>
          <Button onClick={() => onPoster(form)}>{t("poster")}</Button>
          <Button look="quiet" onClick={() => onEdit(form)}>
            {t("edit")}
          </Button>
        </span>
      }
    >
      <div className={styles.form}>
        <span className={styles.tags}>
          <Tag tone={form.active ? "good" : "quiet"}>{t(form.active ? "on" : "off")}</Tag>
          <Tag>{type(form.type)}</Tag>
          {form.for_devices && <Tag tone="accent">{t("devices")}</Tag>}
        </span>
        <a className={styles.secret} href={form.address} target="_blank" rel="noreferrer">
          {form.address}
        </a>
      </div>
    </Panel>
  );
}

function Poster({ form, onClose }: { form: PublicForm; onClose: () => void }) {
  const t = useTexts(texts);
  const c = useTexts(common);
  const label = pick(form.label, useLanguage());
  const { tenant } = useMe();
  const company = useCompany().data;
  return (
    <Dialog title={t("poster")} closeLabel={c("close")} onClose={onClose}>
      <div className={own.poster}>
        {company?.logo && <img className={own.logo} alt="" src={logoAddress(company.logo)} />}
        <p>{company?.name ?? tenant.name}</p>
        <h3>{label}</h3>
        <img alt={t("codeOf", { name: label })} src={codeAddress(form.key)} />
        <p>{t("scan")}</p>
        <small>{form.address}</small>
      </div>
      <div className={styles.end}>
        <Button look="primary" onClick={() => window.print()}>
          {t("print")}
        </Button>
      </div>
    </Dialog>
  );
}
