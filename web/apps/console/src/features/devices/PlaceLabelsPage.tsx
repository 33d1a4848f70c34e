import { useTexts } from "@bihuan/i18n";
import { logoAddress } from "@bihuan/session";
import { Button, Control, Notice, Skeleton, TextArea } from "@bihuan/ui";
import { useDeferredValue, useMemo, useState } from "react";
import { Link, useParams } from "react-router";
import styles from "../../shared/admin/Admin.module.css";
import { Head } from "../../shared/admin/parts.tsx";
import { Failure } from "../../shared/Failure.tsx";
import { useTitle } from "../../shared/useTitle.ts";
import own from "./Labels.module.css";
import { pictureOf, roomsOf, usePlaceLabels } from "./labels.ts";
import { texts } from "./texts.ts";

/** Labels for the doors of a customer's site: one for each room that is typed in. */
export default function PlaceLabelsPage() {
  const t = useTexts(texts);
  const { customer = "", site = "" } = useParams();
  const [typed, setTyped] = useState("");
  const asked = useDeferredValue(typed);
  const { rooms, tooLong, tooMany } = useMemo(() => roomsOf(asked), [asked]);
  const labels = usePlaceLabels(customer, site, rooms);
  const name = labels.data?.[0]?.site ?? "";
  useTitle(t("placesTitle", { site: name }));
  return (
    <div className={styles.page}>
      <div className={own.screen}>
        <Link to={`/customers/${customer}`}>{t("backToCustomer")}</Link>
        <Head title={t("placesTitle", { site: name })} hint={t("labelsHint")}>
          <Button
            look="primary"
            disabled={!labels.data?.length || labels.isPlaceholderData}
            onClick={() => window.print()}
          >
            {t("print")}
          </Button>
        </Head>
        <Control label={t("rooms")} help={t("roomsHint")}>
          {({ id, describedBy }) => (
            <TextArea
              id={id}
              aria-describedby={describedBy}
              rows={5}
              placeholder={t("roomsExample")}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Control>
        {tooLong.length > 0 && <Notice tone="warn">{t("roomTooLong", { rooms: tooLong.join("、") })}</Notice>}
        {tooMany && <Notice tone="warn">{t("tooManyRooms")}</Notice>}
      </div>
      {labels.isPending && <Skeleton lines={4} height={22} />}
      {labels.isError && <Failure error={labels.error} onRetry={() => labels.refetch()} />}
      <ul className={own.sheet} aria-label={t("placeLabels")}>
        {labels.data?.map((label) => (
          <li key={label.room} className={own.label} aria-label={label.room || label.site}>
            <img alt={t("qrOf", { name: label.room || label.site })} src={pictureOf(label.qr)} />
            <div>
              <small>
                {label.logo && <img alt="" src={logoAddress(label.logo)} />}
                {label.company}
              </small>
              <strong title={label.room || label.site}>{label.room || label.site}</strong>
              {label.room && <span>{label.site}</span>}
              <span>{t("scanToReport")}</span>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
