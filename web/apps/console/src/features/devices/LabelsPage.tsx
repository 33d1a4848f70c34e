import { useTexts } from "@bihuan/i18n";
import { logoAddress } from "@bihuan/session";
import { Button, Skeleton, State } from "@bihuan/ui";
import { useSearchParams } from "react-router";
import styles from "../../shared/admin/Admin.module.css";
import { Head } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import own from "./Labels.module.css";
import { MOST, pictureOf, useLabels } from "./labels.ts";
import { texts } from "./texts.ts";

/** Labels to be printed and stuck on devices: 24 on a page. */
export default function LabelsPage() {
  const t = useTexts(texts);
  useTitle(t("labelsTitle"));
  const [address] = useSearchParams();
  const ids = (address.get("ids") ?? "").split(",").filter(Boolean).slice(0, MOST);
  const labels = useLabels(ids);
  return (
    <div className={styles.page}>
      <div className={own.screen}>
        <Head title={t("labelsTitle")} hint={t("labelsHint")}>
          <Button look="primary" disabled={!labels.data?.length} onClick={() => window.print()}>
            {t("print")}
          </Button>
        </Head>
      </div>
      {!ids.length && <State icon="search" title={t("choose")} hint={t("chooseHint")} />}
      {ids.length > 0 && labels.isPending && <Skeleton lines={10} height={22} />}
      {labels.isError && <Failure error={labels.error} onRetry={() => labels.refetch()} />}
      <ul className={own.sheet} aria-label={t("labelsTitle")}>
        {labels.data?.map((label) => (
          <li key={label.id} className={own.label} aria-label={label.name ?? label.code}>
            <img alt={t("qrOf", { name: label.name ?? label.code })} src={pictureOf(label.qr)} />
            <div>
              <small>
                {label.logo && <img alt="" src={logoAddress(label.logo)} />}
                {label.company}
              </small>
              <strong title={label.name ?? undefined}>{label.name}</strong>
              {label.sn && <span>{t("sn", { sn: label.sn })}</span>}
              <span>{label.code}</span>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
