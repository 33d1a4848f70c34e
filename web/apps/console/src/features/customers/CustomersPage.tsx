import { useTexts } from "@bihuan/i18n";
import { may, useMe } from "@bihuan/session";
import { Button } from "@bihuan/ui";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import styles from "../../shared/admin/Admin.module.css";
import { CUSTOMER } from "../../shared/admin/fields.ts";
import { useUnitOptions } from "../../shared/admin/organisation.ts";
import { Head } from "../../shared/admin/parts.tsx";
import { RecordForm } from "../../shared/admin/RecordForm.tsx";
import { RecordList } from "../../shared/admin/RecordList.tsx";
import { fieldTexts } from "../../shared/admin/words.ts";
import { useTitle } from "../../shared/useTitle.ts";
import { texts } from "./texts.ts";

/** Everybody for whom the work is done. */
export default function CustomersPage() {
  const t = useTexts(texts);
  const f = useTexts(fieldTexts);
  useTitle(t("title"));
  const navigate = useNavigate();
  const areas = useUnitOptions("areas");
  const [adds, setAdds] = useState(false);
  const words = { find: t("find"), inUse: t("inUse"), away: t("away"), none: t("none"), noneHint: t("noneHint") };
  const text = (label: string, value: unknown) => <td data-label={label}>{String(value ?? "")}</td>;
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")}>
        {may(useMe(), "create", "customer") && (
          <>
            <Button onClick={() => navigate("/import/customer")}>{t("import")}</Button>
            <Button look="primary" icon="plus" onClick={() => setAdds(true)}>
              {t("add")}
            </Button>
          </>
        )}
      </Head>
      <RecordList
        path="/customers"
        words={words}
        heads={[f("name"), f("code"), f("level"), f("industry"), f("area")]}
        row={(customer) => (
          <>
            <td>
              <Link to={`/customers/${customer.id}`}>{String(customer.name ?? customer.id)}</Link>
            </td>
            {text(f("code"), customer.code)}
            {text(f("level"), customer.level)}
            {text(f("industry"), customer.industry)}
            {text(f("area"), areas.find((area) => area.value === customer.area)?.label)}
          </>
        )}
      />
      {adds && (
        <RecordForm
          title={t("add")}
          path="/customers"
          fields={CUSTOMER}
          record={null}
          onClose={() => setAdds(false)}
          onSaved={(saved) => navigate(`/customers/${saved.id}`)}
        />
      )}
    </div>
  );
}
