import { useTexts } from "@bihuan/i18n";
import { may, useMe, useUses } from "@bihuan/session";
import { Button } from "@bihuan/ui";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import styles from "../../shared/admin/Admin.module.css";
import { DEVICE } from "../../shared/admin/fields.ts";
import { Head } from "../../shared/admin/parts.tsx";
import { RecordForm } from "../../shared/admin/RecordForm.tsx";
import { RecordList } from "../../shared/admin/RecordList.tsx";
import { fieldTexts } from "../../shared/admin/words.ts";
import { useTitle } from "../../shared/useTitle.ts";
import { MOST } from "./labels.ts";
import { texts } from "./texts.ts";

/** Every device that is looked after, and the way to its label. */
export default function DevicesPage() {
  const t = useTexts(texts);
  const labels = useUses("labels");
  const f = useTexts(fieldTexts);
  useTitle(t("title"));
  const navigate = useNavigate();
  const [adds, setAdds] = useState(false);
  const words = { find: t("find"), inUse: t("inUse"), away: t("away"), none: t("none"), noneHint: t("noneHint") };
  const text = (label: string, value: unknown) => <td data-label={label}>{String(value ?? "")}</td>;
  return (
    <div className={styles.page}>
      <Head title={t("title")} hint={t("hint")}>
        {may(useMe(), "create", "device") && (
          <>
            <Button onClick={() => navigate("/import/device")}>{t("import")}</Button>
            <Button look="primary" icon="plus" onClick={() => setAdds(true)}>
              {t("add")}
            </Button>
          </>
        )}
      </Head>
      <RecordList
        path="/devices"
        words={words}
        heads={[f("name"), f("sn"), f("model"), f("place"), f("warranty_until")]}
        onListed={(listed) => {
          const chosen = listed.slice(0, MOST).map((device) => device.id);
          const go = () => navigate(`/labels?ids=${chosen.join(",")}`);
          return labels && chosen.length > 0 && <Button onClick={go}>{t("labels")}</Button>;
        }}
        row={(device) => (
          <>
            <td>
              <Link to={`/devices/${device.id}`}>{String(device.name ?? device.id)}</Link>
            </td>
            {text(f("sn"), device.sn)}
            {text(f("model"), device.model)}
            {text(f("place"), device.place)}
            {text(f("warranty_until"), device.warranty_until)}
          </>
        )}
      />
      {adds && (
        <RecordForm
          title={t("add")}
          path="/devices"
          fields={DEVICE}
          record={null}
          onClose={() => setAdds(false)}
          onSaved={(saved) => navigate(`/devices/${saved.id}`)}
        />
      )}
    </div>
  );
}
