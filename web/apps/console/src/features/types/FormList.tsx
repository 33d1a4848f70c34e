import type { TicketType } from "@bihuan/api";
import { pick, useFormats, useLanguage, useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Button, Skeleton, State, Tag } from "@bihuan/ui";
import { Link, useNavigate } from "react-router";
import styles from "../../shared/admin/Admin.module.css";
import { Failure } from "../../shared/Failure.tsx";
import own from "./Types.module.css";
import { texts } from "./texts.ts";
import { useForms } from "./useTypes.ts";

/** The forms there are, and which types use them; each opens in the designer. */
export function FormList({ types }: { types: readonly TicketType[] }) {
  const t = useTexts(texts);
  const navigate = useNavigate();
  const forms = useForms();
  if (!may(useMe(), "publish", "form")) return null;
  return (
    <section className={own.forms} aria-label={t("forms")}>
      <header className={styles.top}>
        <div>
          <h2>{t("forms")}</h2>
          <p className={styles.quiet}>{t("formsHint")}</p>
        </div>
        <Button icon="plus" onClick={() => navigate("/forms/new")}>
          {t("newForm")}
        </Button>
      </header>
      {forms.isPending && <Skeleton lines={4} height={22} />}
      {forms.isError && !forms.data && <Failure error={forms.error} onRetry={() => forms.refetch()} />}
      {forms.data?.length === 0 && <State icon="note" title={t("noForms")} hint={t("noFormsHint")} />}
      <ul className={own.cards}>
        {forms.data?.map((form) => (
          <FormCard key={form.key} form={form} types={types.filter((type) => type.form === form.key)} />
        ))}
      </ul>
    </section>
  );
}

interface CardProps {
  form: { key: string; version: number; label: Record<string, string>; at: number };
  types: readonly TicketType[];
}

function FormCard({ form, types }: CardProps) {
  const t = useTexts(texts);
  const format = useFormats();
  const language = useLanguage();
  const name = pick(form.label, language) || form.key;
  return (
    <li>
      <Link to={`/forms/${form.key}`} className={own.card ?? ""}>
        <strong>{name}</strong>
        <span className={own.facts}>
          {t("version", { version: form.version })} · {t("published")} {format.instant(form.at)}
        </span>
        <span className={styles.tags}>
          {types.length === 0 && <span className={own.facts}>{t("unused")}</span>}
          {types.map((type) => (
            <Tag key={type.key} tone={type.active ? "accent" : "quiet"}>
              {pick(type.label, language)}
            </Tag>
          ))}
        </span>
      </Link>
    </li>
  );
}
